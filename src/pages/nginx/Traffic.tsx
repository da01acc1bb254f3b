import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, Combobox, Field, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { LogLines } from '../../components/logs/LogLines';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { listOf, textOf } from '../../components/urlList';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { WhenSeen } from '../../components/WhenSeen';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumeOf } from '../../grafana/lokiCost';
import type { Conventions } from '../../signals/conventions';
import { LOG_BUDGET_BYTES } from '../../signals/logBudget';
import { filterText, parseFilter, toggleFilter, type Filter } from '../../signals/nginx/filters';
import { nginxOf, type NginxContext } from '../../signals/nginx/nginxSignal';
import { requestLines, requestStreams } from '../../signals/nginx/requestLines';
import { durationText } from '../../signals/promql';
import { EVERYTHING } from '../../signals/scope';
import { readingOf, sizeText } from './budget';
import { Charts } from './Charts';
import { FilterBar } from './FilterBar';
import { LIST_CARDS } from './lists';
import { ListCardView } from './ListCardView';
import type { ListQuestion } from './loadList';
import { Resources } from './Resources';
import { stepsOf } from './steps';
import { Suspicious } from './Suspicious';

const DEFAULTS = { filters: '', compare: '', exact: '', line: '', lists: '', under: '' };

const DAY_MS = 86400_000;
const PERIODS: Record<string, number> = { day: DAY_MS, week: 7 * DAY_MS };

/** Traffic, errors, latency, then the ranked lists, then the lines: all under the same filters. */
export function Traffic({
  source,
  conventions,
  scene,
  range,
}: {
  source: DataSourceChoice;
  conventions: Conventions;
  scene: PageScene;
  range: TimeRange;
}) {
  const styles = useStyles2(getStyles);
  const [state, update] = useUrlState(DEFAULTS);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const filters = useMemo(
    () =>
      listOf(state.filters)
        .map(parseFilter)
        .filter((filter) => filter !== undefined),
    [state.filters]
  );
  const context = useMemo<NginxContext>(
    () => ({ conventions, scope: EVERYTHING, window: '5m', range: durationText((to - from) / 1000), filters }),
    [conventions, filters, from, to]
  );
  const volume = useLoaded(`${source.uid} ${requestStreams(context)} ${from} ${to}`, (signal) =>
    logVolumeOf(source, requestStreams(context), { from, to }, signal)
  );
  const size = volume.data;
  const reading = useMemo(() => (size ? readingOf(size, state.exact === 'yes') : undefined), [size, state.exact]);
  const steps = useMemo(() => (reading ? stepsOf({ from, to }, reading) : undefined), [reading, from, to]);
  const setFilters = (next: readonly Filter[]) => update({ filters: textOf(next.map(filterText)) });
  const toggle = (filter: Filter) => setFilters(toggleFilter(filters, filter));
  const chosen = Object.fromEntries(listOf(state.lists).map((pair) => pair.split('=') as [string, string]));
  const comparedWith = PERIODS[state.compare] ?? 0;

  if (volume.problem) {
    return <ProblemNotice problem={volume.problem} />;
  }
  if (!size || !reading || !steps) {
    return <LoadingPlaceholder text="Asking Loki’s index how much this is…" />;
  }
  const key = `${source.uid} ${state.filters} ${from} ${to} ${reading.share}`;
  const question: ListQuestion = { source, context, range: { from, to }, reading, lines: size.lines };
  return (
    <>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-end" justifyContent="space-between">
        <FilterBar nginx={nginxOf(conventions)} filters={filters} onChange={setFilters} />
        <Field label="Compared with" noMargin>
          <Combobox
            id="quayside-compare"
            width={22}
            options={[
              { value: '', label: 'Nothing' },
              { value: 'day', label: 'A day before' },
              { value: 'week', label: 'A week before' },
            ]}
            value={state.compare}
            onChange={({ value }) => update({ compare: value })}
          />
        </Field>
      </Stack>
      {!reading.exact && (
        <Alert
          severity="info"
          title={`This range holds about ${sizeText(size.bytes)} of logs: most numbers are estimates`}
          data-testid="quayside-sampled"
        >
          <p>
            Requests by status are counted exactly. Above {sizeText(LOG_BUDGET_BYTES)} everything else is measured on
            evenly spread parts of the range ({durationText(steps.windowSeconds)} of every{' '}
            {durationText(steps.stepSeconds)} in charts). Counts in lists stand with their interval; percentiles and
            charts do not.
          </p>
          <Button size="sm" variant="secondary" onClick={() => update({ exact: 'yes' })}>
            Read all of it: each chart and list reads {sizeText(size.bytes)}
          </Button>
        </Alert>
      )}
      {reading.exact && state.exact === 'yes' && size.bytes > LOG_BUDGET_BYTES && (
        <Stack direction="row" gap={1} alignItems="center">
          <span>Everything is read: {sizeText(size.bytes)} for each chart and list.</span>
          <Button size="sm" variant="secondary" fill="text" onClick={() => update({ exact: '' })}>
            Back to estimates
          </Button>
        </Stack>
      )}
      <Charts
        source={source}
        context={context}
        steps={steps}
        range={range}
        scene={scene}
        comparedWith={comparedWith}
        questionKey={key}
      />
      <Resources
        conventions={conventions}
        scene={scene}
        under={state.under}
        onChange={(under) => update({ under })}
        range={range}
      />
      <div className={styles.cards}>
        {LIST_CARDS.map((card) => (
          <WhenSeen key={card.id} minHeight={320}>
            <ListCardView
              card={card}
              question={question}
              questionKey={key}
              comparedWith={comparedWith}
              chosen={chosen[card.id] ?? ''}
              onChoose={(list) =>
                update({ lists: textOf(Object.entries({ ...chosen, [card.id]: list }).map((pair) => pair.join('='))) })
              }
              filters={filters}
              onFilter={toggle}
              onReadAll={() => update({ exact: 'yes' })}
            />
          </WhenSeen>
        ))}
        <WhenSeen minHeight={200}>
          <Suspicious question={question} questionKey={key} onFilter={toggle} />
        </WhenSeen>
      </div>
      <WhenSeen minHeight={400}>
        <h3 className={styles.title}>Lines</h3>
        <LogLines
          source={source}
          query={(text) => requestLines(context, text)}
          range={range}
          scene={scene}
          search={state.line}
          onSearch={(line) => update({ line })}
          whenEmpty="No line in this range matches the filters."
        />
      </WhenSeen>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 480px), 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  }),
  title: css({ ...theme.typography.h5, margin: theme.spacing(0, 0, 1) }),
});

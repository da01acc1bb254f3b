import React, { useContext, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, Combobox, Field, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { sizeText } from '../../components/logs/sizeText';
import { requestsText } from '../../components/nginxUrls';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useInstallation } from '../../components/InstallationContext';
import { listOf, textOf } from '../../signals/urlList';
import { RefreshCount, useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { WhenSeen } from '../../components/WhenSeen';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumesOf } from '../../grafana/lokiCost';
import type { Conventions } from '../../signals/conventions';
import { parseFilter, toggleFilter, type Filter } from '../../signals/nginx/filters';
import type { NginxLog } from '../../signals/nginx/format';
import { nginxOf, type NginxContext } from '../../signals/nginx/nginxSignal';
import { requestStreams } from '../../signals/nginx/requestLines';
import { durationText } from '../../signals/promql';
import { EVERYTHING } from '../../signals/scope';
import { logBudgetOf } from '../../grafana/settings';
import { readingOf } from './budget';
import { Charts } from './Charts';
import { FilterBar } from './FilterBar';
import { LIST_CARDS } from './lists';
import { LeftOut } from './LeftOut';
import { Lines } from './Lines';
import { ListCardView } from './ListCardView';
import type { ListQuestion } from './loadList';
import { RecordingNotice } from './RecordingNotice';
import { Resources, underText } from './Resources';
import { stepsOf } from './steps';
import { Suspicious } from './Suspicious';
import { useCounted } from './useCounted';
import { useRecordings } from './useRecordings';

const DEFAULTS = { filters: '', compare: '', exact: '', line: '', of: '', order: '', live: '', lists: '', under: '' };

const DAY_MS = 86400_000;
const PERIODS: Record<string, number> = { day: DAY_MS, week: 7 * DAY_MS };

/** Traffic, errors, latency, then the ranked lists, then the lines: all under the same filters. */
export function Traffic({
  source,
  conventions,
  logs,
  scene,
  range,
}: {
  source: DataSourceChoice;
  /** Their part on NGINX names the logs that are read. */
  conventions: Conventions;
  /** The same logs, each with its place among those that are known. */
  logs: ReadonlyArray<{ log: NginxLog; place: number }>;
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
  const refreshes = useContext(RefreshCount);
  const context = useMemo<NginxContext>(
    () => ({ conventions, scope: EVERYTHING, window: '5m', range: durationText((to - from) / 1000), filters }),
    [conventions, filters, from, to]
  );
  const selectors = requestStreams(context);
  const volume = useLoaded(`${source.uid} ${selectors.join()} ${from} ${to}`, (signal) =>
    logVolumesOf(source, selectors, { from, to }, signal)
  );
  const size = volume.data;
  const { installation, settings } = useInstallation();
  const budget = logBudgetOf(settings);
  const reading = useMemo(
    () => (size ? readingOf(size, state.exact === 'yes', budget) : undefined),
    [size, state.exact, budget]
  );
  const steps = useMemo(() => (reading ? stepsOf({ from, to }, reading) : undefined), [reading, from, to]);
  const setFilters = (next: readonly Filter[]) => update({ filters: requestsText(next) });
  const toggle = (filter: Filter) => setFilters(toggleFilter(filters, filter));
  const chosen = Object.fromEntries(listOf(state.lists).map((pair) => pair.split('=') as [string, string]));
  const comparedWith = PERIODS[state.compare] ?? 0;

  const { prometheus } = installation;
  const off = state.exact === 'yes';
  const recordings = useRecordings({
    ...{ prometheus, context, range: { from, to } },
    comparedWith,
    off,
    volume: size,
    budget,
  });
  const isRecorded = recordings.sources.length > 0 && recordings.sources.every((one) => typeof one.source !== 'string');
  const key = reading ? `${source.uid} ${state.filters} ${from} ${to} ${reading.share} ${state.exact}` : null;
  const counted = useCounted(source, context, steps, { from, to }, key, recordings);

  if (volume.problem) {
    return <ProblemNotice problem={volume.problem} />;
  }
  if (!size || !reading || !steps || key === null) {
    return <LoadingPlaceholder text="Asking Loki’s index how much this is…" />;
  }
  const question: ListQuestion = { source, context, range: { from, to }, reading, lines: size.lines, refreshes };
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
      <LeftOut context={context} />
      <RecordingNotice recordings={recordings} off={off} onOff={() => update({ exact: 'yes' })} />
      {!reading.exact && (
        <Alert
          severity="info"
          title={`This range holds about ${sizeText(size.bytes)} of logs: ${isRecorded ? 'lists' : 'most numbers'} are estimates`}
          data-testid="quayside-sampled"
        >
          <p>
            Requests by status are counted exactly. Above {sizeText(budget)} everything else is measured on evenly
            spread parts of the range ({durationText(steps.windowSeconds)} of every {durationText(steps.stepSeconds)} in
            charts). Each number stands with the interval in which the true one lies in 95 of 100 cases: as a band round
            percentiles, and behind the names of what else is drawn.
          </p>
          <Button size="sm" variant="secondary" onClick={() => update({ exact: 'yes' })}>
            Read all of it: each chart and list reads {sizeText(size.bytes)}
          </Button>
        </Alert>
      )}
      {reading.exact && state.exact === 'yes' && size.bytes > budget && (
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
        counted={counted}
        steps={steps}
        range={range}
        scene={scene}
        comparedWith={comparedWith}
        recordings={recordings}
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
              known={counted.lists}
              questionKey={key}
              comparedWith={comparedWith}
              chosen={chosen[card.id] ?? ''}
              onChoose={(list) =>
                update({ lists: textOf(Object.entries({ ...chosen, [card.id]: list }).map((pair) => pair.join('='))) })
              }
              filters={filters}
              onFilter={toggle}
              onReadAll={() => update({ exact: 'yes' })}
              range={range}
              onUnder={(container) => update({ under: underText(container) })}
            />
          </WhenSeen>
        ))}
        <WhenSeen minHeight={200}>
          <Suspicious question={question} questionKey={key} onFilter={toggle} />
        </WhenSeen>
      </div>
      <WhenSeen minHeight={400}>
        <Lines
          source={source}
          context={context}
          logs={logs}
          range={range}
          scene={scene}
          state={state}
          onState={update}
          held={counted.held}
          onFilter={toggle}
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
});

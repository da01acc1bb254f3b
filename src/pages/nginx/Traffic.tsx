import React, { useContext, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { sizeText } from '../../components/logs/sizeText';
import { requestsText } from '../../components/nginxUrls';
import type { PageScene } from '../../components/PageScene';
import { PeriodField } from '../../components/PeriodField';
import { PERIODS } from '../../components/periods';
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
import { usePast } from './usePast';
import { useRecordings } from './useRecordings';

const DEFAULTS = {
  ...{ filters: '', compare: '', exact: '', line: '', of: '', cause: '', order: '', live: '' },
  // Of each card the list that is shown, and its page; and the lists that are counted exactly.
  ...{ lists: '', pages: '', exactly: '', under: '' },
};

/** `card=value` pairs of a part of the URL. */
const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(listOf(text).map((pair) => pair.split('=') as [string, string]));
const pairsText = (pairs: Record<string, string>) =>
  textOf(
    Object.entries(pairs)
      .filter(([, value]) => value !== '')
      .map((pair) => pair.join('='))
  );

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
  const chosen = pairsOf(state.lists);
  const pages = pairsOf(state.pages);
  const exactly = listOf(state.exactly);
  const everything = state.exact === 'yes';
  const { past, problem: pastProblem } = usePast({
    ...{ source, selectors, range: { from, to }, period: state.compare },
    ...{ everything, budget },
  });

  const { prometheus } = installation;
  const off = everything;
  const recordings = useRecordings({
    ...{ prometheus, context, range: { from, to } },
    comparedWith: PERIODS[state.compare]?.back ?? 0,
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
  const pastQuestion: ListQuestion | undefined = past && {
    ...question,
    range: past.range,
    reading: past.reading,
    lines: past.volume.lines,
  };
  return (
    <>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-end" justifyContent="space-between">
        <FilterBar nginx={nginxOf(conventions)} filters={filters} onChange={setFilters} />
        <PeriodField label="Compared with" period={state.compare} onChange={(compare) => update({ compare })} />
      </Stack>
      <LeftOut context={context} />
      <RecordingNotice
        recordings={recordings}
        off={off}
        price={sizeText(size.bytes)}
        onOff={() => update({ exact: 'yes' })}
      />
      {pastProblem && <ProblemNotice problem={pastProblem} />}
      {past && past.volume.bytes > budget && (
        <p className={styles.note} data-testid="quayside-past-price">
          The period {past.name} holds about {sizeText(past.volume.bytes)}:{' '}
          {past.reading.exact
            ? 'each chart and list reads that too.'
            : 'its numbers are estimates, and what is not surely different is called the same.'}
        </p>
      )}
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
          <span>
            Everything is read: {sizeText(size.bytes)} for each chart and list. A list of far too many values says so.
          </span>
          <Button size="sm" variant="secondary" fill="text" onClick={() => update({ exact: '' })}>
            Back to estimates
          </Button>
        </Stack>
      )}
      <Charts
        question={{ source, context, steps, range, past, recordings, questionKey: key }}
        lists={question}
        counted={counted}
        scene={scene}
        onFilter={toggle}
        cause={state.cause}
        onCause={(cause) => update({ cause, ...(cause === '' ? {} : { of: 'errors' }) })}
        under={
          <Resources
            conventions={conventions}
            scene={scene}
            under={state.under}
            onChange={(under) => update({ under })}
            range={range}
          />
        }
      />
      <div className={styles.cards}>
        {LIST_CARDS.map((card) => (
          <WhenSeen key={card.id} minHeight={320}>
            <ListCardView
              card={card}
              question={question}
              questionKey={key}
              volume={size}
              byStatus={counted.byStatus}
              known={counted.lists}
              past={pastQuestion}
              chosen={chosen[card.id] ?? ''}
              onChoose={(list) =>
                update({
                  lists: pairsText({ ...chosen, [card.id]: list }),
                  pages: pairsText({ ...pages, [card.id]: '' }),
                })
              }
              page={Math.max(0, Math.floor(Number(pages[card.id] ?? 0)) || 0)}
              onPage={(page) => update({ pages: pairsText({ ...pages, [card.id]: page > 0 ? String(page) : '' }) })}
              exactly={exactly}
              onExactly={(list, on) =>
                update({ exactly: textOf([...exactly.filter((one) => one !== list), ...(on ? [list] : [])]) })
              }
              filters={filters}
              onFilter={toggle}
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
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 480px), 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  }),
});

import React, { useEffect, useMemo, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Chart } from '../../components/Chart';
import type { DataLine, DataPanel } from '../../components/dataPanel';
import type { PageScene } from '../../components/PageScene';
import { recordingMarks } from '../../components/recordingStory';
import { CLASS_COLORS } from '../../components/statusColors';
import { useDrawn } from '../../components/useDrawn';
import { useLoaded } from '../../components/useLoaded';
import { WhenSeen } from '../../components/WhenSeen';
import { NGINX_LATENCY_SIGNALS as T } from '../../signals/nginx/latency';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import { NGINX_SIGNALS as S } from '../../signals/nginx/signals';
import type { Filter } from '../../signals/nginx/filters';
import { Causes } from './Causes';
import type { ChartId } from './chartSources';
import type { ListQuestion } from './loadList';
import { byStatusClass, errorShare, loadLatency, loadStatuses, summed, type Stepped } from './loadTraffic';
import { loadVisitors } from './loadVisitors';
import { MissingFields } from './MissingFields';
import { inColors, MoreChart, type ChartQuestion } from './MoreChart';
import { pastLines } from './pastLines';
import { TrafficTotals } from './TrafficTotals';
import { Unparsed } from './Unparsed';
import { useChartMenus } from './useChartMenus';
import { useCharts } from './useCharts';
import type { Counted } from './useCounted';

interface Props {
  question: ChartQuestion;
  /** For what is counted value by value. */
  lists: ListQuestion;
  /** Loaded already: lists and lines are measured against it too. */
  counted: Counted;
  scene: PageScene;
  onFilter: (filter: Filter) => void;
  /** The cause of errors whose lines are shown. */
  cause: string;
  onCause: (cause: string) => void;
  /** What stands right under the traffic, on the same axis. */
  under: ReactNode;
}

const NONE: readonly DataLine[] = [];

const inClassColors = (found: Stepped): DataLine[] =>
  byStatusClass(found).series.map((one) => ({ ...one, color: CLASS_COLORS[one.name] ?? 'text' }));

/** What came, what it got, and how long it took, over time and in all. */
export function Charts({ question, lists, counted, scene, onFilter, cause, onCause, under }: Props) {
  const { source, context, steps, range, past, recordings, questionKey } = question;
  const { conventions, filters = [] } = context;
  const styles = useStyles2(getStyles);
  const charts = useCharts(scene);
  useChartMenus(charts, source, context);
  const timed = T.requestTimes.applies?.(conventions) ?? false;
  const passed = T.upstreamTimes.applies?.(conventions) ?? false;
  const named = L.visitors.applies(conventions);
  const { statuses, requests: all, unparsed: lost } = counted;
  const pastKey = past ? `${questionKey} ${past.back} ${past.reading.share}` : null;

  const statusesBefore = useLoaded(pastKey, async (signal) => {
    const { exact, within } = await recordings.before();
    // What was before is told to the budget like all else: it need not be sure to the last request.
    return loadStatuses(source, context, past?.steps ?? steps, signal, past?.reading.exact ? exact : within);
  });
  const latency = useLoaded(timed ? questionKey : null, async (signal) =>
    loadLatency(source, context, steps, 'requestTimes', signal, (await recordings.now()).within)
  );
  const latencyBefore = useLoaded(timed ? pastKey : null, async (signal) =>
    loadLatency(source, context, past?.steps ?? steps, 'requestTimes', signal, (await recordings.before()).within)
  );
  const visitors = useLoaded(named ? questionKey : null, (signal) => loadVisitors(lists, signal));

  const found = statuses.data;
  const foundBefore = statusesBefore.data;
  const trafficLines = useMemo<readonly DataLine[]>(() => {
    if (!found) {
      return NONE;
    }
    const before =
      past && foundBefore
        ? pastLines(
            {
              times: foundBefore.times,
              // Bars on bars tell nothing: the whole of it, and what failed.
              series: [
                { name: 'All', values: summed(foundBefore.series), color: 'text' },
                ...inClassColors(foundBefore).filter(({ name }) => name === '4xx' || name === '5xx'),
              ],
            },
            past
          )
        : [];
    return [...inClassColors(found), ...before];
  }, [found, foundBefore, past]);
  const errorLines = useMemo<readonly DataLine[]>(() => {
    const share = (of: Stepped, color: string): DataLine => ({ name: '5xx', values: errorShare(of), color });
    if (!found) {
      return NONE;
    }
    const before =
      past && foundBefore ? pastLines({ times: foundBefore.times, series: [share(foundBefore, 'text')] }, past) : [];
    return [share(found, 'red'), ...before];
  }, [found, foundBefore, past]);
  const took = latency.data;
  const tookBefore = latencyBefore.data;
  const latencyLines = useMemo<readonly DataLine[]>(
    () =>
      took
        ? [
            ...inColors(took.series),
            ...(past && tookBefore
              ? pastLines({ times: tookBefore.times, series: inColors(tookBefore.series) }, past)
              : []),
          ]
        : NONE,
    [took, tookBefore, past]
  );
  useDrawn(charts?.traffic, statuses, trafficLines, range);
  useDrawn(charts?.errors, statuses, errorLines, range);
  useDrawn(charts?.latency, latency, latencyLines, range);
  const { sources } = recordings;
  useEffect(() => {
    const mark = (id: ChartId, ...marked: DataPanel[]) => {
      const source = sources.find((one) => one.id === id)?.source;
      const changes = recordingMarks(typeof source === 'string' ? undefined : source);
      marked.forEach((chart) => chart.mark(changes));
    };
    if (charts) {
      mark('requests', charts.traffic, charts.errors);
      mark('requestTimes', charts.latency);
      mark('upstreamTimes', charts.upstream);
      mark('bytes', charts.bytes);
      mark('causes', charts.causes);
    }
  }, [charts, sources]);

  if (!charts) {
    // Their place is kept, or what stands below would be taken for seen.
    return <div className={styles.place} />;
  }
  // Lines that do not parse know of no filter: what they are measured against must not either.
  const lines = filters.length > 0 ? lists.lines : all.value + (lost?.value ?? 0);
  return (
    <>
      {lost && found && <Unparsed lost={lost} of={lines} />}
      <MissingFields conventions={conventions} />
      {found && !statuses.problem && (
        <TrafficTotals
          now={{ statuses: found, latency: took?.whole, visitors }}
          before={past && foundBefore && { statuses: foundBefore, latency: tookBefore?.whole }}
          called={past?.name ?? ''}
          untimed={timed ? '' : 'no request time'}
          nameless={named ? '' : 'no client or agent'}
          busy={statuses.loading || latency.loading}
          filters={filters}
          onFilter={onFilter}
        />
      )}
      <Chart chart={charts.traffic} problem={statuses.problem} />
      {under}
      <div className={styles.charts}>
        <Chart chart={charts.errors} problem={undefined} />
        {timed && <Chart chart={charts.latency} problem={latency.problem} />}
        {passed && (
          <WhenSeen minHeight={200}>
            <MoreChart question={question} kind="upstream" chart={charts.upstream} />
          </WhenSeen>
        )}
        {(S.bytes.applies?.(conventions) ?? true) && (
          <WhenSeen minHeight={200}>
            <MoreChart question={question} kind="bytes" chart={charts.bytes} />
          </WhenSeen>
        )}
        <WhenSeen minHeight={200}>
          <MoreChart
            question={question}
            kind="causes"
            chart={charts.causes}
            below={(causes) => <Causes found={causes} filters={filters} chosen={cause} onCause={onCause} />}
          />
        </WhenSeen>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({ minHeight: 900 }),
  charts: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 480px), 1fr))',
    gap: theme.spacing(1),
  }),
});

import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { Chart } from '../../components/Chart';
import type { DataLine, DataPanel } from '../../components/dataPanel';
import type { PageScene } from '../../components/PageScene';
import { recordingMarks } from '../../components/recordingStory';
import { CLASS_COLORS } from '../../components/statusColors';
import { Totals } from '../../components/Totals';
import { useDrawn } from '../../components/useDrawn';
import { useLoaded } from '../../components/useLoaded';
import { formatValue } from '../../components/units';
import { WhenSeen } from '../../components/WhenSeen';
import type { Estimate } from '../../insights/nginx/slices';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { NGINX_LATENCY_SIGNALS as T } from '../../signals/nginx/latency';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS as S } from '../../signals/nginx/signals';
import type { ChartId } from './chartSources';
import {
  byStatusClass,
  errorShare,
  loadBytes,
  loadErrorCauses,
  loadLatency,
  loadStatuses,
  summed,
  totalOf,
  withTolerance,
  type Stepped,
} from './loadTraffic';
import type { Steps } from './steps';
import { estimateText, latencyEstimate, shareText } from './totalTexts';
import { useCharts } from './useCharts';
import type { Counted } from './useCounted';
import type { Recordings } from './useRecordings';

interface Props {
  source: DataSourceChoice;
  context: NginxContext;
  /** Loaded already: lists and lines are measured against it too. */
  counted: Counted;
  steps: Steps;
  range: TimeRange;
  scene: PageScene;
  /** Milliseconds back to the period that is compared with; 0 for none. */
  comparedWith: number;
  recordings: Recordings;
  questionKey: string;
}

const PERCENTILE_COLORS = ['green', 'yellow', 'red'];

const NONE: readonly DataLine[] = [];

/** Above this share, lines that do not parse are said before anything else: the numbers lack them. */
const MANY_UNPARSED = 0.01;

const before = (comparedWith: number) => (comparedWith > 86400_000 ? 'a week before' : 'a day before');

function shifted(steps: Steps, by: number): Steps {
  return { ...steps, from: steps.from - by, to: steps.to - by };
}

/** What came, what it got, and how long it took, over time and in all. */
export function Charts(props: Props) {
  const { source, context, counted, steps, range, scene, comparedWith, recordings, questionKey } = props;
  const styles = useStyles2(getStyles);
  const charts = useCharts(scene);
  const timed = T.requestTimes.applies?.(context.conventions) ?? false;
  const passed = T.upstreamTimes.applies?.(context.conventions) ?? false;
  const { statuses, exact, requests: all, unparsed: lost } = counted;
  const past = shifted(steps, comparedWith);
  const pastKey = comparedWith > 0 ? `${questionKey} ${comparedWith}` : null;

  const statusesBefore = useLoaded(pastKey, async (signal) =>
    loadStatuses(source, context, shifted(exact, comparedWith), signal, (await recordings.before()).exact)
  );
  const latency = useLoaded(timed ? questionKey : null, async (signal) =>
    loadLatency(source, context, steps, 'requestTimes', signal, (await recordings.now()).within)
  );
  const latencyBefore = useLoaded(timed ? pastKey : null, async (signal) =>
    loadLatency(source, context, past, 'requestTimes', signal, (await recordings.before()).within)
  );

  const found = statuses.data;
  const foundBefore = statusesBefore.data;
  const trafficLines = useMemo<readonly DataLine[]>(
    () =>
      found
        ? [
            ...byStatusClass(found).series.map((one) => ({ ...one, color: CLASS_COLORS[one.name] })),
            ...(foundBefore
              ? [
                  {
                    name: `All, ${before(comparedWith)}`,
                    values: summed(foundBefore.series),
                    dashed: true,
                    color: 'text',
                  },
                ]
              : []),
          ]
        : NONE,
    [found, foundBefore, comparedWith]
  );
  const errorLines = useMemo<readonly DataLine[]>(
    () =>
      found
        ? [
            { name: '5xx', values: errorShare(found), color: 'red' },
            ...(foundBefore
              ? [{ name: `5xx, ${before(comparedWith)}`, values: errorShare(foundBefore), dashed: true, color: 'text' }]
              : []),
          ]
        : NONE,
    [found, foundBefore, comparedWith]
  );
  const took = latency.data;
  const tookBefore = latencyBefore.data;
  const latencyLines = useMemo<readonly DataLine[]>(
    () =>
      took
        ? [
            ...took.series.map((one, index) => ({ ...one, color: PERCENTILE_COLORS[index] })),
            ...(tookBefore?.series[1]
              ? [{ ...tookBefore.series[1], name: `p95, ${before(comparedWith)}`, dashed: true, color: 'text' }]
              : []),
          ]
        : NONE,
    [took, tookBefore, comparedWith]
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
  const lostShare = lost && found ? lost.value / Math.max(1, lost.value + all.value) : 0;
  return (
    <>
      {lost && lostShare > MANY_UNPARSED && (
        <Alert
          severity="warning"
          title={`${formatValue(lostShare, 'ratio')} of the lines do not have the format, and are not in these numbers`}
        >
          About {Math.round(lost.value).toLocaleString('en')} {Math.round(lost.value) === 1 ? 'line' : 'lines'}. Either
          the log_format has changed, or another program, or an NGINX with another format, writes to the same streams:
          set the part “nginx” of the conventions.
        </Alert>
      )}
      {found && !statuses.problem && (
        <TotalsOf found={found} steps={exact} whole={took?.whole} busy={statuses.loading || latency.loading} />
      )}
      <div className={styles.charts}>
        <Chart chart={charts.traffic} problem={statuses.problem} />
        <Chart chart={charts.errors} problem={undefined} />
        {timed && <Chart chart={charts.latency} problem={latency.problem} />}
        {passed && (
          <WhenSeen minHeight={200}>
            <More
              {...{ source, context, steps, range, recordings, questionKey }}
              kind="upstream"
              chart={charts.upstream}
            />
          </WhenSeen>
        )}
        {(S.bytes.applies?.(context.conventions) ?? true) && (
          <WhenSeen minHeight={200}>
            <More {...{ source, context, steps, range, recordings, questionKey }} kind="bytes" chart={charts.bytes} />
          </WhenSeen>
        )}
        <WhenSeen minHeight={200}>
          <More {...{ source, context, steps, range, recordings, questionKey }} kind="causes" chart={charts.causes} />
        </WhenSeen>
      </div>
    </>
  );
}

interface TotalsOfProps {
  found: Stepped;
  steps: Steps;
  whole: Estimate[] | undefined;
  busy: boolean;
}

function TotalsOf({ found, steps, whole, busy }: TotalsOfProps) {
  const all = totalOf(summed(found.series), steps);
  const ofClass = (first: string) => totalOf(summed(found.series.filter(({ name }) => name.startsWith(first))), steps);
  return (
    <Totals
      busy={busy}
      totals={[
        { title: 'Requests', ...estimateText(all) },
        { title: '5xx', text: shareText(ofClass('5'), all), note: estimateText(ofClass('5')).text },
        { title: '4xx', text: shareText(ofClass('4'), all), note: estimateText(ofClass('4')).text },
        { title: 'p50', ...latencyEstimate(whole?.[0]) },
        { title: 'p95', ...latencyEstimate(whole?.[1]) },
        { title: 'p99', ...latencyEstimate(whole?.[2]) },
      ]}
    />
  );
}

/** What a chart is drawn of. */
interface Drawable {
  times: number[];
  series: readonly DataLine[];
  /** What was measured; percentiles bring their own tolerance. */
  steps?: Steps;
}

type MoreProps = Pick<Props, 'source' | 'context' | 'steps' | 'range' | 'recordings' | 'questionKey'> & {
  kind: 'upstream' | 'bytes' | 'causes';
  chart: NonNullable<ReturnType<typeof useCharts>>['bytes'];
};

const LOADERS = {
  upstream: (...[source, context, steps, signal, recordings]: Parameters<typeof loadBytes>) =>
    loadLatency(source, context, steps, 'upstreamTimes', signal, recordings),
  bytes: loadBytes,
  causes: loadErrorCauses,
};

/** A chart with a pass over the log of its own, made only once somebody scrolls to it. */
function More({ source, context, steps, range, recordings, questionKey, kind, chart }: MoreProps) {
  const loaded = useLoaded(questionKey, async (signal): Promise<Drawable> =>
    LOADERS[kind](source, context, steps, signal, (await recordings.now()).within)
  );
  const found = loaded.data;
  const lines = useMemo<readonly DataLine[]>(
    () =>
      (found ? (found.steps ? withTolerance(found.series, found.steps) : found.series) : []).map((one, index) => ({
        ...one,
        ...(kind === 'upstream' ? { color: PERCENTILE_COLORS[index] } : {}),
      })),
    [found, kind]
  );
  useDrawn(chart, loaded, lines, range);
  return <Chart chart={chart} problem={loaded.problem} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({ minHeight: 900 }),
  charts: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 480px), 1fr))',
    gap: theme.spacing(1),
  }),
});

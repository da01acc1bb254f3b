import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Chart } from '../../components/Chart';
import { DataPanel, type DataLine } from '../../components/dataPanel';
import type { PageScene } from '../../components/PageScene';
import { PERIODS } from '../../components/periods';
import { ProblemNotice } from '../../components/ProblemNotice';
import { panelMenu } from '../../components/signalPanel';
import { Totals } from '../../components/Totals';
import { formatPrecise, formatValue } from '../../components/units';
import { useAttached } from '../../components/useAttached';
import { useDrawn } from '../../components/useDrawn';
import { useLoaded } from '../../components/useLoaded';
import type { Red } from '../../discovery/services';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { quantileOfAll } from '../../insights/services/histogramHeat';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { requestErrors, requestsByStatus } from '../../signals/services/red';
import { scrapeOf, type ServiceContext } from '../../signals/services/serviceContext';
import { loadHeat } from './loadHeat';
import { loadRequests, type LoadedRequests } from './loadRed';
import { metricPanel, percentilePanel } from './metricPanels';
import { earlier, stepsOf } from './steps';

interface Props {
  source: DataSourceChoice;
  context: ServiceContext;
  red: Red;
  scene: PageScene;
  range: TimeRange;
  /** The period to compare with, by its name. */
  compare: string;
  questionKey: string;
}

const NONE: readonly DataLine[] = [];
const PERCENTILE_COLORS = ['green', 'yellow', 'red'];
/** What went well in colours that nobody takes for a warning; what failed in those that everybody does. */
const GOOD_COLORS = ['green', 'blue', 'light-green', 'light-blue', 'purple'];
const BAD_COLORS = ['red', 'orange', 'dark-red', 'dark-orange'];

const isHistogram = (family: MetricFamily | undefined): family is MetricFamily =>
  family?.type === 'histogram' || family?.type === 'native histogram';

function statusLines({ byStatus, all }: LoadedRequests): DataLine[] {
  let good = 0;
  let bad = 0;
  return byStatus.map(({ name, failed, values }) => ({
    name,
    // Bars that are stacked on nothing stand on the axis; while nobody answered, there is no bar, and no 0 either.
    values: values.map((value, index) => (Number.isFinite(value) || !Number.isFinite(all[index]) ? value : 0)),
    color: failed ? BAD_COLORS[bad++ % BAD_COLORS.length] : GOOD_COLORS[good++ % GOOD_COLORS.length],
  }));
}

/** One kind of requests: how many, by what became of them; the share that failed; how long they took. */
export function RequestsOf({ source, context, red, scene, range, compare, questionKey }: Props) {
  const styles = useStyles2(getStyles);
  const { requests, duration } = red;
  const [charts, durationPanel, panels] = useMemo(() => {
    const made = {
      requests: new DataPanel({
        title: 'Requests a second',
        description: `By ${requests.status}.`,
        unit: 'per second',
        whenEmpty: 'No request in this range.',
        stacked: true,
        bars: true,
      }),
      errors: new DataPanel({
        title: 'Share that failed',
        description: requestErrors(requests).description,
        unit: 'ratio',
        whenEmpty: 'No request in this range.',
      }),
      times: isHistogram(duration) ? percentilePanel(duration, { source, context }, 'Duration') : undefined,
    };
    for (const [chart, signal] of [
      [made.requests, requestsByStatus(requests)],
      [made.errors, requestErrors(requests)],
    ] as const) {
      const { title, unit } = signal;
      chart.panel.setState({
        menu: panelMenu(source, [{ expr: signal.query(context), legend: title }], { title, unit }),
      });
    }
    const summary =
      duration && !isHistogram(duration) ? metricPanel(duration, { source, context, instances: 2 }) : undefined;
    const all = [made.requests.panel, made.errors.panel, made.times?.panel, summary];
    return [made, summary, all.filter((panel) => panel !== undefined)] as const;
  }, [source, context, requests, duration]);
  const attached = useAttached(scene, panels);

  const steps = stepsOf({ from: range.from.valueOf(), to: range.to.valueOf() }, scrapeOf(context));
  const period = PERIODS[compare];
  const key = `${questionKey} ${requests.family.name}`;
  const pastKey = period ? `${key} ${compare}` : null;
  const past = earlier(steps, period?.back ?? 0);
  const times = isHistogram(duration) ? duration : undefined;
  const loaded = useLoaded(key, (signal) => loadRequests(source, context, red, steps, signal));
  const before = useLoaded(pastKey, (signal) => loadRequests(source, context, red, past, signal));
  const took = useLoaded(times ? key : null, async (signal) =>
    times ? loadHeat(source, context, times, steps, signal) : undefined
  );
  const tookBefore = useLoaded(times ? pastKey : null, async (signal) =>
    times ? loadHeat(source, context, times, past, signal) : undefined
  );

  const then = period?.name ?? '';
  const nothingThen = before.data && !before.data.all.some(Number.isFinite);
  const requestLines = useMemo<readonly DataLine[]>(
    () =>
      loaded.data
        ? [
            ...statusLines(loaded.data),
            ...(before.data && !nothingThen
              ? [{ name: `All, ${then}`, values: before.data.all, dashed: true, color: 'text' }]
              : []),
          ]
        : NONE,
    [loaded.data, before.data, nothingThen, then]
  );
  const errorLines = useMemo<readonly DataLine[]>(
    () =>
      loaded.data
        ? [
            { name: 'Failed', values: loaded.data.errors, color: 'red' },
            ...(before.data && !nothingThen
              ? [{ name: `Failed, ${then}`, values: before.data.errors, dashed: true, color: 'text' }]
              : []),
          ]
        : NONE,
    [loaded.data, before.data, nothingThen, then]
  );
  const timeLines = useMemo<readonly DataLine[]>(
    () =>
      took.data
        ? [
            ...took.data.percentiles.map((one, index) => ({ ...one, color: PERCENTILE_COLORS[index] })),
            ...(tookBefore.data?.percentiles[1]?.values.some(Number.isFinite)
              ? [{ ...tookBefore.data.percentiles[1], name: `p95, ${then}`, dashed: true, color: 'text' }]
              : []),
          ]
        : NONE,
    [took.data, tookBefore.data, then]
  );
  useDrawn(attached ? charts.requests : undefined, loaded, requestLines, range);
  useDrawn(attached ? charts.errors : undefined, loaded, errorLines, range);
  useDrawn(attached ? charts.times : undefined, { loading: took.loading, data: took.data }, timeLines, range);

  const whole = loaded.data?.whole;
  const percentileText = (percent: number) =>
    took.data && times ? formatPrecise(quantileOfAll(took.data.heat, percent / 100), times.unit) : '–';
  return (
    <section className={styles.section} aria-label={`Requests by ${requests.family.name}`}>
      <h3 className={styles.title}>
        Requests{' '}
        <span className={styles.quiet}>
          {requests.family.name} by {requests.status}
          {duration && duration.name !== requests.family.name && `; ${duration.name}`}
        </span>
      </h3>
      <Totals
        totals={[
          { title: 'A second', text: whole ? formatPrecise(whole.rate, 'per second') : '–' },
          { title: 'Failed', text: whole && Number.isFinite(whole.errors) ? formatValue(whole.errors, 'ratio') : '–' },
          ...(times ? [50, 95, 99].map((percent) => ({ title: `p${percent}`, text: percentileText(percent) })) : []),
        ]}
      />
      {attached ? (
        <div className={styles.charts}>
          <Chart chart={charts.requests} problem={loaded.problem} />
          <Chart chart={charts.errors} problem={undefined} />
          {charts.times && <Chart chart={charts.times} problem={took.problem} />}
          {durationPanel && (
            <div className={styles.panel}>
              <durationPanel.Component model={durationPanel} />
            </div>
          )}
        </div>
      ) : (
        <div className={styles.place} />
      )}
      {before.problem && <ProblemNotice problem={before.problem} severity="warning" />}
      {nothingThen && <p className={styles.quiet}>Nothing is known of its requests {then}.</p>}
      {!duration && (
        <p className={styles.quiet}>How long they take, no metric of a similar name says: a histogram would.</p>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: 0, overflowWrap: 'anywhere' }),
  quiet: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
  charts: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 340px), 1fr))',
    gap: theme.spacing(1),
    // The last one takes the row that it would leave half empty.
    [theme.breakpoints.up('md')]: { '& > :last-child:nth-child(odd)': { gridColumn: '1 / -1' } },
  }),
  panel: css({ height: 200, position: 'relative', minWidth: 0 }),
  // Kept free, or what stands below would be taken for seen.
  place: css({ minHeight: 410 }),
});

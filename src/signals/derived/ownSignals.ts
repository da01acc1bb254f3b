import { clause } from '../nginx/nginxSignal';
import type { Conventions } from '../conventions';
import { durationSeconds, durationText, select } from '../promql';
import { countedWindow } from '../recorded/heartbeat';
import type { RecordedRead } from '../recorded/recordingRule';
import { containerKey, EVERYTHING, type ContainerRef } from '../scope';
import type { Signal, SignalContext, Unit } from '../signal';
import type { DerivedContext } from './derivedLines';
import { measuredField, type DerivedMetric } from './derivedMetric';
import { derivedReading } from './derivedReading';
import { derivedHeartbeat, derivedQueries, type DerivedQuery } from './derivedRules';

/** What of a metric a signal tells, and how it is put together over time and over series. */
type Reading =
  /** A count or a sum, a second: it is added up. */
  | { kind: 'rate' }
  /** The sum of values by their number. */
  | { kind: 'average' }
  /** Of a distribution, whose buckets are added up first. */
  | { kind: 'percentile'; share: number }
  /** What cannot be added up: of several the lowest or the highest. */
  | { kind: 'extreme'; of: 'min' | 'max' };

/** A signal that somebody made of log lines: see `derivedMetric.ts`. */
export interface OwnSignal extends Signal {
  source: 'logs';
  metric: DerivedMetric;
  reading: Reading;
}

/** What the ids of such signals begin with. */
const OWN = 'own.';

/** True for a signal that somebody made of log lines. */
export const isOwn = (signal: Signal): signal is OwnSignal => 'metric' in signal && 'reading' in signal;

const RATES: Partial<Record<DerivedMetric['measure']['kind'], Unit>> = {
  count: 'lines per second',
  rate: 'lines per second',
  bytes: 'bytes per second',
};

const VALUES: Record<'number' | 'duration' | 'bytes', Unit> = { number: 'count', duration: 'seconds', bytes: 'bytes' };

const SHARES = [0.5, 0.9, 0.95, 0.99] as const;

/** The readings of a metric: the ending of each id, its title and unit, and how it is read. */
function readingsOf({
  measure,
}: DerivedMetric): Array<{ ending: string; title: string; unit: Unit; reading: Reading }> {
  const written = measuredField(measure)?.written;
  const unit = written ? VALUES[written] : 'count';
  switch (measure.kind) {
    case 'count':
    case 'rate':
    case 'bytes':
      return [{ ending: '', title: '', unit: RATES[measure.kind] ?? 'per second', reading: { kind: 'rate' } }];
    case 'sum':
      return [
        {
          ending: '',
          title: '',
          unit: written === 'bytes' ? 'bytes per second' : 'per second',
          reading: { kind: 'rate' },
        },
      ];
    case 'average':
      return [{ ending: '', title: '', unit, reading: { kind: 'average' } }];
    case 'distribution':
      return [
        ...SHARES.map((share) => ({
          ending: `.p${share * 100}`,
          title: `, p${share * 100}`,
          unit,
          reading: { kind: 'percentile' as const, share },
        })),
        { ending: '.average', title: ', average', unit, reading: { kind: 'average' } },
      ];
    case 'min':
      return [{ ending: '', title: '', unit, reading: { kind: 'extreme', of: 'min' } }];
    case 'max':
    case 'percentile':
    case 'distinct':
      return [{ ending: '', title: '', unit, reading: { kind: 'extreme', of: 'max' } }];
  }
}

/** Signals of metrics that somebody made: percentiles and an average of a distribution, one of anything else. */
export function ownSignals(metrics: readonly DerivedMetric[]): OwnSignal[] {
  return metrics.flatMap((metric) =>
    readingsOf(metric).map(({ ending, title, unit, reading }): OwnSignal => ({
      id: `${OWN}${metric.name}${ending}`,
      title: `${metric.title}${title}`,
      description: metric.help || 'A signal of your own, made of log lines.',
      unit,
      source: 'logs',
      subject: 'log',
      needs: [],
      metric,
      reading,
      query: (context) => ownQuery({ metric, reading }, context),
    }))
  );
}

/** The metrics that are made of one container's lines, among others' or not. */
export function metricsOfContainer(metrics: readonly DerivedMetric[], container: ContainerRef): DerivedMetric[] {
  const key = containerKey(container);
  return metrics.filter(({ selection }) => selection.scope.containers?.some((ref) => containerKey(ref) === key));
}

/** What can be added up over time that a signal is made of, under a label `le` where it is buckets. */
export interface OwnPart {
  /** What is recorded of it, added up over a window that ends at the newest sample: for alerts, which look at now. */
  added: (window: string) => string;
  /** From what is recorded of it, a second. */
  read: RecordedRead;
  /** From the logs: over a window, with the labels that are not in the answer, and whether it is a second already. */
  raw: ReadonlyArray<Pick<DerivedQuery, 'labels' | 'expr'> & { isRate: boolean }>;
}

type Read = Pick<OwnSignal, 'metric' | 'reading'>;

/** A metric that is split by these of its labels only. */
function splitBy({ by, ...metric }: DerivedMetric, labels: readonly string[] | undefined): DerivedMetric {
  return { ...metric, by: labels ? by.filter(({ as }) => labels.includes(as)) : by };
}

/** One of the series that a metric is recorded as. */
function partOf(
  metric: DerivedMetric,
  context: DerivedContext,
  suffix: string,
  only?: (labels: DerivedQuery['labels']) => boolean
): OwnPart {
  const { name, times, measure } = metric;
  const record = name + suffix;
  const queries = derivedQueries(metric, context).filter(
    (one) => one.record === record && (only?.(one.labels) ?? true)
  );
  const [first] = queries;
  const buckets = queries.length > 1 || (suffix === '_bucket' && only === undefined);
  // One of several buckets is told by its label.
  const matchers = buckets
    ? []
    : Object.entries(first?.labels ?? {}).map(([label, value]) => ({ label, op: '=' as const, value }));
  const by = clause([...metric.by.map(({ as }) => as), ...(buckets ? ['le'] : [])]);
  const isRate = measure.kind === 'rate';
  const over = (range: string) => `sum${by} (sum_over_time(${select(record, matchers)}${range}))`;
  return {
    added: (window) => over(`[${window}]`),
    read: {
      query: (seconds) => {
        const added = over(countedWindow(seconds, times));
        return isRate ? `${added} * ${times.intervalSeconds} / ${seconds}` : `${added} / ${seconds}`;
      },
      heartbeat: derivedHeartbeat(name),
      times,
    },
    raw: queries.map(({ labels, expr }) => ({ labels: buckets ? labels : {}, expr, isRate })),
  };
}

/**
 * The parts of a signal that can be added up over time: a rate, or a sum and a number, or buckets; none of one that cannot.
 * @param by the labels to split it by; absent: all of the metric's
 */
export function ownParts({ metric, reading }: Read, context: DerivedContext, by?: readonly string[]): OwnPart[] {
  const split = splitBy(metric, by);
  switch (reading.kind) {
    case 'rate':
      return [partOf(split, context, '')];
    case 'average':
      return metric.measure.kind === 'distribution'
        ? [partOf(split, context, '_sum'), partOf(split, context, '_bucket', ({ le }) => le === '+Inf')]
        : [partOf(split, context, '_sum'), partOf(split, context, '_count')];
    case 'percentile':
      return [partOf(split, context, '_bucket')];
    case 'extreme':
      return [];
  }
}

/** A metric as the logs tell it at once: of a distribution a percentile by itself, which takes one pass and not one for each bucket. */
function toldAtOnce({ metric, reading }: Read): DerivedMetric {
  const { measure } = metric;
  return reading.kind === 'percentile' && measure.kind === 'distribution'
    ? {
        ...metric,
        measure: { kind: 'percentile', field: measure.field, written: measure.written, share: reading.share },
      }
    : metric;
}

/** What cannot be added up: from its recording over each window, and from the logs at once. */
export function ownWhole(
  { metric, reading }: Read,
  context: DerivedContext,
  by?: readonly string[]
): Omit<OwnPart, 'added'> {
  const told = splitBy(toldAtOnce({ metric, reading }), by);
  const { name, times } = metric;
  const how = reading.kind === 'extreme' ? reading.of : 'max';
  return {
    read: {
      query: (seconds) =>
        `${how}${clause(told.by.map(({ as }) => as))} (${how}_over_time(${name}${countedWindow(seconds, times)}))`,
      heartbeat: derivedHeartbeat(name),
      times,
    },
    raw: derivedQueries(told, context).map(({ labels, expr }) => ({ labels, expr, isRate: true })),
  };
}

/** LogQL of a signal over `context.window`, a duration: what alert rules and Explore are given. */
function ownQuery(own: Read, context: SignalContext, by?: readonly string[]): string {
  const { conventions, window } = context;
  const of: DerivedContext = { conventions, levelsFrom: 'lines' };
  const texts = (part: Pick<OwnPart, 'raw'>) =>
    part.raw
      .map(({ expr, isRate }) => (isRate ? expr(window) : `${expr(window)} / ${durationSeconds(window)}`))
      .join(' / ');
  if (own.reading.kind === 'average') {
    return ownParts(own, of, by)
      .map((part) => part.raw.map(({ expr }) => expr(window)).join(''))
      .join(' / ');
  }
  return own.reading.kind === 'rate' ? ownParts(own, of, by).map(texts).join('') : texts(ownWhole(own, of, by));
}

/** LogQL of a signal split by these labels only: see `Signal.query`. */
export function ownQueryBy(own: OwnSignal, context: SignalContext, by: readonly string[] | undefined): string {
  return ownQuery(own, context, by);
}

/** A signal as a query that an alert rule can ask, and the labels that tell its series apart. */
export interface OwnAlerted {
  source: 'metrics' | 'logs';
  expr: string;
  by: string[];
}

/** An alert looks at least this far back. Seconds. */
const ALERT_SECONDS = 300;

/**
 * What an alert rule asks of a signal: what is recorded of it, where that is so, which costs nothing; otherwise the logs, at each
 * evaluation anew.
 */
export function ownAlerted({ metric, reading }: OwnSignal, conventions: Conventions, isRecorded: boolean): OwnAlerted {
  const seconds = Math.max(ALERT_SECONDS, 2 * metric.times.intervalSeconds);
  const window = durationText(seconds);
  const by = metric.by.map(({ as }) => as);
  if (!isRecorded) {
    const context = { conventions, scope: EVERYTHING, window, range: window };
    return { source: 'logs', expr: ownQuery({ metric, reading }, context), by };
  }
  const share = reading.kind === 'percentile' ? reading.share : undefined;
  const told =
    reading.kind === 'average' && metric.measure.kind === 'distribution'
      ? ownParts({ metric, reading }, { conventions, levelsFrom: 'lines' })
          .map(({ added }) => added(window))
          .join(' / ')
      : derivedReading(metric, window, share);
  // A rate is recorded as one already.
  const isSum = reading.kind === 'rate' && metric.measure.kind !== 'rate';
  return { source: 'metrics', expr: isSum ? `${told} / ${seconds}` : told, by };
}

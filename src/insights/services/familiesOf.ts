import type { MetricFamily, MetricType } from '../../signals/services/metricFamily';
import { metricUnit } from '../../signals/services/metricUnit';

/** What an application says of a metric, as Prometheus keeps it. */
export interface MetricMetadata {
  type: string;
  help: string;
  unit: string;
}

/** What is known of an application's metrics. */
export interface KnownMetrics {
  /** Every metric's name with the number of its series. */
  names: ReadonlyMap<string, number>;
  /** By the name of the family, as the application wrote it. */
  metadata: ReadonlyMap<string, MetricMetadata>;
  /** Which names have series with the labels `le` or `quantile`; absent: nobody was asked. */
  kinds?: ReadonlyMap<string, 'le' | 'quantile'>;
  /** Names that had series within the range, and have none at its end. */
  ended?: ReadonlySet<string>;
}

/** What Prometheus adds to each scrape is not the application's. */
export const OF_THE_SCRAPE =
  /^(up|scrape_(duration_seconds|samples_.*|series_added|timeout_seconds|sample_limit|body_size_bytes)|ALERTS(_FOR_STATE)?)$/;

/** Endings of the names of a family's parts. */
const PARTS = ['_bucket', '_sum', '_count', '_total', '_info', '_created'] as const;
type Part = (typeof PARTS)[number];

function split(name: string): [base: string, part: Part] | undefined {
  const part = PARTS.find((ending) => name.endsWith(ending) && name.length > ending.length);
  return part ? [name.slice(0, -part.length), part] : undefined;
}

/** Which parts the families of a type have; OpenMetrics writes a counter's type under its name without `_total`. */
const PARTS_OF: Record<string, readonly Part[]> = {
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['_sum', '_count', '_created'],
  counter: ['_total', '_created'],
  info: ['_info'],
};

/** The family that a metric's metadata puts it into. */
function familyByMetadata(name: string, metadata: KnownMetrics['metadata']): string | undefined {
  if (metadata.has(name)) {
    return name;
  }
  const [base, part] = split(name) ?? [];
  const said = base === undefined ? undefined : metadata.get(base);
  return said && part && PARTS_OF[said.type]?.includes(part) ? base : undefined;
}

/** The family that a metric's name, its neighbours and its labels put it into, and of which type that is. */
function familyByName(name: string, { names, kinds }: KnownMetrics): [family: string, type: MetricType] | undefined {
  const [base = '', part] = split(name) ?? [];
  const isHistogram = (family: string) =>
    kinds ? kinds.get(`${family}_bucket`) === 'le' : names.has(`${family}_bucket`) && names.has(`${family}_count`);
  const isSummary = (family: string) => kinds?.get(family) === 'quantile';
  const hasBoth = (family: string) => names.has(`${family}_sum`) && names.has(`${family}_count`);
  switch (part) {
    case '_bucket':
      return isHistogram(base) ? [base, 'histogram'] : [name, 'gauge'];
    case '_sum':
    case '_count':
      if (isHistogram(base)) {
        return [base, 'histogram'];
      }
      return hasBoth(base) || isSummary(base) ? [base, 'summary'] : [name, 'counter'];
    case '_created':
      // When a counter began: the counter says the same by its resets.
      return undefined;
    case '_total':
      return [name, 'counter'];
    case '_info':
      return [name, 'info'];
    default:
      return isSummary(name) || hasBoth(name) ? [name, 'summary'] : [name, 'gauge'];
  }
}

/** Types by which a family is drawn. What is `unknown`, or untyped, says no more than its name. */
const TYPES: ReadonlySet<string> = new Set(['counter', 'gauge', 'histogram', 'summary', 'info', 'stateset']);

/** The family of a metric whose metadata names no type that draws it. */
function familyWithoutType(name: string, known: KnownMetrics): [family: string, type: MetricType] | undefined {
  // Its buckets are gauges: what they hold now, and no counters to take a rate of.
  const isPart = known.metadata.get(name.replace(/_(bucket|gsum|gcount)$/, ''))?.type === 'gaugehistogram';
  return isPart ? [name, 'gauge'] : familyByName(name, known);
}

function typeOf(said: string, family: string, has: (name: string) => boolean): MetricType {
  switch (said) {
    case 'counter':
      return 'counter';
    case 'histogram':
      return !has(`${family}_bucket`) && has(family) ? 'native histogram' : 'histogram';
    case 'summary':
      return 'summary';
    case 'info':
      return 'info';
    case 'gauge':
      // Before OpenMetrics, what only speaks by its labels had to be a gauge.
      return family.endsWith('_info') ? 'info' : 'gauge';
    default:
      return family.endsWith('_total') ? 'counter' : 'gauge';
  }
}

/**
 * The families of an application, by name: its metrics put together by the metadata that it gives, and where there is none
 * by the habits of names (`_total`, `_bucket`, `_sum` with `_count`) and the labels `le` and `quantile`.
 */
export function familiesOf(known: KnownMetrics): MetricFamily[] {
  const { names, metadata, ended } = known;
  const has = (name: string) => names.has(name);
  const families = new Map<string, MetricFamily>();
  for (const [name, series] of names) {
    if (OF_THE_SCRAPE.test(name)) {
      continue;
    }
    const byMetadata = familyByMetadata(name, metadata);
    const said = byMetadata === undefined ? undefined : metadata.get(byMetadata);
    const typed = said !== undefined && TYPES.has(said.type);
    const guessed = typed ? undefined : familyWithoutType(name, known);
    const base = typed ? byMetadata : guessed?.[0];
    if (base === undefined || (typed && said.type !== 'gauge' && name === `${base}_created`)) {
      continue;
    }
    const type = typed ? typeOf(said.type, base, has) : (guessed?.[1] ?? 'gauge');
    // A counter and an info are asked by the whole name of their series.
    const family = (type === 'counter' || type === 'info') && !has(base) ? name : base;
    const isEnded = ended?.has(name) ?? false;
    const before = families.get(family);
    if (before) {
      before.series += series;
      before.ended = before.ended && isEnded;
      continue;
    }
    const told = said ?? metadata.get(base);
    families.set(family, {
      name: family,
      type,
      help: told?.help ?? '',
      unit: metricUnit(family, told?.unit),
      from: typed ? 'metadata' : 'names',
      series,
      ended: isEnded,
      hasQuantiles: type === 'summary' && has(family),
      hasCount: type === 'native histogram' || (has(`${family}_sum`) && has(`${family}_count`)),
    });
  }
  return [...families.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

import type { DataSourceChoice } from '../grafana/dataSources';
import { metricMetadata } from '../grafana/metricMetadata';
import { labelValues, queryInstant } from '../grafana/prometheus';
import { seriesLabels } from '../grafana/seriesLabels';
import { familiesOf, OF_THE_SCRAPE } from '../insights/services/familiesOf';
import { metricNames, namedSelector, partKinds, targetSelector } from '../signals/services/applications';
import type { MetricFamily } from '../signals/services/metricFamily';
import type { ServiceContext } from '../signals/services/serviceContext';

/** An application's metrics, and what is to be said about how they were found. */
export interface FoundFamilies {
  families: MetricFamily[];
  /** Of this instance only: all of them have too many series to be listed. */
  onlyOf?: string;
}

/** More series than this are not listed: one instance then speaks for all. */
const MOST_LISTED_SERIES = 100_000;
/** Of metrics that ended within the range so many names are listed, and so many series counted. */
const MOST_ENDED = 500;
const MOST_ENDED_SERIES = 20_000;

type Kind = 'le' | 'quantile';

/** What is read of an application to list its metrics. */
export interface Listing {
  /** Samples of its last scrapes, where that is known. */
  samples: number | undefined;
  /** Who is asked for metadata, and speaks for all where they have too many series. */
  instance: string | undefined;
  /** The range that is looked at, and the last moment of it at which an instance answered; Unix milliseconds. */
  from: number;
  to: number;
  at: number;
}

/** Metrics that an application had within a range, and has no more at its end: their series, and what these are parts of. */
async function endedMetrics(
  source: DataSourceChoice,
  context: ServiceContext,
  range: { from: number; to: number },
  now: ReadonlyMap<string, number>,
  signal?: AbortSignal
): Promise<{ names: Map<string, number>; kinds: Map<string, Kind> }> {
  const ever = await labelValues(source, '__name__', targetSelector(context), range, signal);
  const missing = ever.filter((name) => !now.has(name) && !OF_THE_SCRAPE.test(name)).slice(0, MOST_ENDED);
  const names = new Map<string, number>();
  const kinds = new Map<string, Kind>();
  if (missing.length > 0) {
    // The names are those of whole blocks, which may begin long before the range; the series are exact.
    const series = await seriesLabels(source, namedSelector(context, missing), range, MOST_ENDED_SERIES, signal);
    for (const labels of series) {
      const name = labels['__name__'] ?? '';
      names.set(name, (names.get(name) ?? 0) + 1);
      for (const kind of ['le', 'quantile'] as const) {
        if (labels[kind]) {
          kinds.set(name, kind);
        }
      }
    }
  }
  return { names, kinds };
}

/**
 * The metrics that an application has, or had within the range, put together into families by its metadata, and where that
 * is missing by their names and labels. Series are counted when it last answered: of an application that is down since,
 * nothing is there at the end. Rejects with a Problem.
 */
export async function findFamilies(
  source: DataSourceChoice,
  context: ServiceContext,
  { samples, instance, from, to, at }: Listing,
  signal?: AbortSignal
): Promise<FoundFamilies> {
  const tooMany = (samples ?? 0) > MOST_LISTED_SERIES && instance !== undefined && !context.instances?.length;
  const asked = tooMany ? { ...context, instances: [instance] } : context;
  const one = instance === undefined ? asked : { ...asked, instances: [instance] };
  const [named, metadata] = await Promise.all([
    queryInstant(source, metricNames(asked), at, signal),
    metricMetadata(source, targetSelector(one), signal),
  ]);
  const now = new Map(named.map(({ labels, value }) => [labels['__name__'] ?? '', value]));
  const ended = await endedMetrics(source, asked, { from, to }, now, signal);
  const names = new Map([...now, ...ended.names]);
  // Of an application that is down everything has ended: that is said once, and not of each metric.
  const known = { names, metadata, ended: new Set(ended.names.keys()) };
  let families = familiesOf(known);
  if (families.some(({ from: told }) => told === 'names')) {
    const parts = await queryInstant(source, partKinds(asked), at, signal);
    const kinds = new Map<string, Kind>([
      ...parts.map(({ labels }): [string, Kind] => [
        labels['metric'] ?? '',
        labels['kind'] === 'le' ? 'le' : 'quantile',
      ]),
      ...ended.kinds,
    ]);
    families = familiesOf({ ...known, kinds });
  }
  return { families, ...(tooMany ? { onlyOf: instance } : {}) };
}

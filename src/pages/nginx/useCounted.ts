import { useMemo } from 'react';
import type { LineCount } from '../../components/logs/shownOf';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Estimate } from '../../insights/nginx/slices';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { NGINX_LISTS } from '../../signals/nginx/lists';
import { EVERYTHING_READ } from './budget';
import { listOfTotals } from './listOfTotals';
import type { LoadedList } from './loadList';
import { loadStatuses, loadUnparsed, summed, totalOf, type Statuses, type StepSeries } from './loadTraffic';
import { stepsOf, type Steps } from './steps';
import type { Recordings } from './useRecordings';

const NOTHING: Estimate = { value: 0, low: 0, high: 0 };

/** What the page counts before anything else, and measures everything else against. */
export interface Counted {
  /** Always exact: every line of the range is read. */
  statuses: Loaded<Statuses>;
  /** The steps of `statuses`. */
  exact: Steps;
  requests: Estimate;
  /** How many have each status code; absent until they are counted. */
  byStatus: ReadonlyMap<string, number> | undefined;
  /** Lines that do not parse; absent until they are counted. */
  unparsed: Estimate | undefined;
  /** Ranked lists that are made of the same pass, by id. */
  lists: ReadonlyMap<string, Loaded<LoadedList>>;
  /** Lines that a list of them may show. */
  held: LineCount | undefined;
}

/** Requests by status, and lines that do not parse. @param key of the question; null: not yet */
export function useCounted(
  source: DataSourceChoice,
  context: NginxContext,
  steps: Steps | undefined,
  range: { from: number; to: number },
  key: string | null,
  recordings: Pick<Recordings, 'now'>
): Counted {
  const { from, to } = range;
  // What everything else is measured against is never estimated.
  const exact = useMemo(() => stepsOf({ from, to }, EVERYTHING_READ), [from, to]);
  const statuses = useLoaded(key, async (signal) =>
    loadStatuses(source, context, exact, signal, (await recordings.now()).exact)
  );
  const lost = useLoaded(key, async (signal) =>
    loadUnparsed(source, context, steps ?? exact, signal, (await recordings.now()).within)
  );
  const requests = statuses.data ? totalOf(summed(statuses.data.series), statuses.data.steps) : NOTHING;
  const unparsed = lost.data && totalOf(lost.data.series.length > 0 ? summed(lost.data.series) : [], lost.data.steps);
  const filtered = (context.filters ?? []).length > 0;
  const others = filtered ? NOTHING : unparsed;
  const held: LineCount | undefined =
    statuses.data && others
      ? {
          count: requests.value + others.value,
          how: others.low !== others.high ? 'estimate' : 'exact',
        }
      : undefined;
  const { data } = statuses;
  const lists = useMemo(() => {
    const listed = (series: readonly StepSeries[] | undefined): LoadedList | undefined =>
      series &&
      listOfTotals(series.map(({ name, values }) => ({ name, total: totalOf(values, data?.steps ?? exact) })));
    return new Map(
      [
        { id: NGINX_LISTS.statuses.id, list: listed(data?.series), has: true },
        {
          id: NGINX_LISTS.virtualHosts.id,
          list: listed(data?.hosts),
          has: data === undefined || data.hosts.length > 0,
        },
      ]
        .filter(({ has }) => has)
        .map(({ id, list }) => [id, { loading: statuses.loading, data: list, problem: statuses.problem }])
    );
  }, [data, exact, statuses.loading, statuses.problem]);
  const byStatus = useMemo(
    () => data && new Map(data.series.map(({ name, values }) => [name, totalOf(values, data.steps).value])),
    [data]
  );
  return { statuses, exact, requests, byStatus, unparsed, lists, held };
}

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
  const requests = totalOf(statuses.data ? summed(statuses.data.series) : [], exact);
  const unparsed = lost.data && totalOf(lost.data.series.length > 0 ? summed(lost.data.series) : [], lost.data.steps);
  const filtered = (context.filters ?? []).length > 0;
  const whole = exact.count * exact.stepSeconds * 1000 >= to - from - 1000;
  const others = filtered ? NOTHING : unparsed;
  const held: LineCount | undefined =
    statuses.data && others
      ? {
          count: requests.value + others.value,
          how: others.low !== others.high ? 'estimate' : whole ? 'exact' : 'least',
        }
      : undefined;
  const { data } = statuses;
  const lists = useMemo(() => {
    const listed = (series: readonly StepSeries[] | undefined): LoadedList | undefined =>
      series && listOfTotals(series.map(({ name, values }) => ({ name, total: totalOf(values, exact) })));
    // A range that the steps do not fill is counted anew by the lists: their numbers are of the whole of it.
    return new Map(
      [
        { id: NGINX_LISTS.statuses.id, list: listed(data?.series), has: true },
        {
          id: NGINX_LISTS.virtualHosts.id,
          list: listed(data?.hosts),
          has: data === undefined || data.hosts.length > 0,
        },
      ]
        .filter(({ has }) => has && whole)
        .map(({ id, list }) => [id, { loading: statuses.loading, data: list, problem: statuses.problem }])
    );
  }, [data, exact, whole, statuses.loading, statuses.problem]);
  return { statuses, exact, requests, unparsed, lists, held };
}

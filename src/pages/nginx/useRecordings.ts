import { useContext, useMemo } from 'react';
import { RefreshCount, useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogVolume } from '../../grafana/lokiCost';
import { Problem } from '../../grafana/Problem';
import { nearlyWhole } from '../../grafana/recordingsFound';
import { findNginxRecordings, type NginxRecordings } from '../../grafana/recordingsOfNginx';
import { filterText } from '../../signals/nginx/filters';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { EVERYTHING_READ } from './budget';
import { chartSources, type ChartSource, type FoundRecordings } from './chartSources';
import { stepsOf, tilesOf } from './steps';

/** What was recorded of a range. What cannot be asked is read from the logs, which have all of it. */
interface Found extends FoundRecordings {
  /** The same, which rejects where something cannot be asked. */
  strict: FoundRecordings;
  /** Why it could not be asked: then all is read from the logs. */
  problem?: Problem;
}

/** What is recorded of the logs that the page reads. */
export interface Recordings {
  /** Asked once for all charts. Never rejects. */
  now: () => Promise<Found>;
  /** The same for the period that is compared with. */
  before: () => Promise<Found>;
  /** What each chart is read from; none where nothing is recorded, and until it is known. */
  sources: readonly ChartSource[];
  problem: Problem | undefined;
}

interface Question {
  prometheus: DataSourceChoice | undefined;
  context: NginxContext;
  range: { from: number; to: number };
  /** Milliseconds back to the period that is compared with; 0 for none. */
  comparedWith: number;
  /** The reader wants the logs themselves. */
  off: boolean;
  volume: LogVolume | undefined;
  budget: number;
}

const NONE: FoundRecordings = { exact: undefined, within: undefined };
const NOTHING: Found = { ...NONE, strict: NONE };
const NO_SOURCES: readonly ChartSource[] = [];

/** Asks each question once, until the page is refreshed. */
function askedOnce(refresh: number, find: (back: number) => Promise<Found>): (back: number) => Promise<Found> {
  const found = new Map<string, Promise<Found>>();
  return (back) => {
    const key = `${refresh} ${back}`;
    const asked = found.get(key) ?? find(back);
    found.set(key, asked);
    return asked;
  };
}

/** The answer; where a Problem is in the way, what is made of that. */
async function orProblem<T>(work: () => Promise<T>, otherwise: (problem: Problem) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) {
      return otherwise(error);
    }
    throw error;
  }
}

/** Recordings of which a part that cannot be asked is as if it was not there. */
const orLogs = (found: NginxRecordings): NginxRecordings => ({
  ...found,
  plan: (read) =>
    orProblem(
      () => found.plan(read),
      () => undefined
    ),
});

/** Finds out once for all charts which of them can be read from recordings. */
export function useRecordings({ prometheus, context, range, comparedWith, off, volume, budget }: Question): Recordings {
  const refreshes = useContext(RefreshCount);
  const { from, to } = range;
  const { conventions } = context;
  const most = volume && volume.bytes > budget ? budget / volume.bytes : 1;
  const ask = useMemo(() => {
    const find = async (back: number): Promise<Found> => {
      if (!prometheus || off) {
        return NOTHING;
      }
      const tiles = tilesOf(stepsOf({ from: from - back, to: to - back }, EVERYTHING_READ));
      return orProblem<Found>(
        async () => {
          const found = await findNginxRecordings(prometheus, conventions, tiles);
          const exact = found && orLogs(found);
          return {
            exact,
            within: exact && nearlyWhole(exact, most),
            strict: { exact: found, within: found && nearlyWhole(found, most) },
          };
        },
        (problem) => ({ ...NOTHING, problem })
      );
    };
    return askedOnce(refreshes, find);
  }, [prometheus, conventions, from, to, off, most, refreshes]);
  const logs = JSON.stringify(conventions.nginx);
  const filters = (context.filters ?? []).map(filterText).join(' ');
  const { data } = useLoaded(
    prometheus && !off && volume ? `${prometheus.uid} ${logs} ${filters} ${from} ${to} ${most}` : null,
    async () => {
      const found = await ask(0);
      return orProblem<Pick<Recordings, 'sources' | 'problem'>>(
        async () => ({ sources: await chartSources(context, found.strict), problem: found.problem }),
        (problem) => ({ sources: NO_SOURCES, problem })
      );
    }
  );
  return {
    now: () => ask(0),
    before: () => (comparedWith > 0 ? ask(comparedWith) : Promise.resolve(NOTHING)),
    sources: data?.sources ?? NO_SOURCES,
    problem: data?.problem,
  };
}

import { useContext, useMemo } from 'react';
import { RefreshCount, useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogVolume } from '../../grafana/lokiCost';
import { Problem } from '../../grafana/Problem';
import { findNginxRecordings, nearlyWhole, planOf, type NginxRecordings } from '../../grafana/recordingsOfNginx';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
import { recordedRead } from '../../signals/recorded/nginxReads';
import { EVERYTHING_READ } from './budget';
import { recordingStory, type RecordingStory } from '../../components/recordingStory';
import { stepsOf, tilesOf } from './steps';

/** What was recorded of a range. */
interface Found {
  /** For what is counted exactly, whatever it takes: holes are read from the logs whole. */
  exact: NginxRecordings | undefined;
  /** For what is measured on parts of large logs: those whose holes are within the budget. */
  within: NginxRecordings | undefined;
  /** Why it could not be asked: then all is read from the logs. */
  problem?: Problem;
}

/** What is recorded of the logs that the page reads. */
export interface Recordings {
  /** Asked once for all charts. Never rejects. */
  now: () => Promise<Found>;
  /** The same for the period that is compared with. */
  before: () => Promise<Found>;
  /** What is to be told of requests by status; nothing where they are not read from a recording. */
  story: RecordingStory | undefined;
  /** Requests are recorded, but the filters ask what the logs alone say. */
  lacks: boolean;
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

const NOTHING: Found = { exact: undefined, within: undefined };

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
      try {
        const exact = await findNginxRecordings(prometheus, conventions, tiles);
        return { exact, within: exact && nearlyWhole(exact, most) };
      } catch (error) {
        if (error instanceof Problem) {
          // The logs have all of it.
          return { ...NOTHING, problem: error };
        }
        throw error;
      }
    };
    return askedOnce(refreshes, find);
  }, [prometheus, conventions, from, to, off, most, refreshes]);
  const logs = JSON.stringify(conventions.nginx);
  const { data } = useLoaded(
    prometheus && !off && volume ? `${prometheus.uid} ${logs} ${from} ${to} ${most}` : null,
    () => ask(0)
  );
  const exact = data?.exact;
  const read = exact && recordedRead(NGINX_SIGNALS.statusCodes, context, exact);
  const plan = read && planOf(exact, read);
  return {
    now: () => ask(0),
    before: () => (comparedWith > 0 ? ask(comparedWith) : Promise.resolve(NOTHING)),
    story: plan && recordingStory(plan),
    lacks: exact !== undefined && !read,
    problem: data?.problem,
  };
}

import { inTurns } from '../../components/logs/inTurns';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { queryLinePage } from '../../grafana/loki';
import { planSlices, type Slice, type SlicePlan } from '../../insights/nginx/slices';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import type { FieldValues } from '../../signals/nginx/parse';
import { sampledRequests, type SampledLog } from '../../signals/nginx/sampledRequests';
import { LINES_PER_SLICE, SLICES } from './budget';
import type { ListQuestion } from './loadList';

/** A request that was read. */
export interface SeenRequest {
  /** Unix milliseconds. */
  time: number;
  values: FieldValues;
}

/** Requests of evenly spread slices of a range. */
export interface RequestSample {
  plan: SlicePlan;
  /** The requests of each slice. */
  slices: SeenRequest[][];
}

/** Whether a sample has all requests of its range. */
export const isWhole = ({ plan }: Pick<RequestSample, 'plan'>): boolean => plan.of <= plan.slices.length;

type SampleQuestion = Pick<ListQuestion, 'source' | 'context' | 'range' | 'lines' | 'refreshes'>;

/** What Loki gives in one answer (`max_entries_limit_per_query`). */
const MOST_LINES = 5000;

/** All requests of a stretch of time (Unix milliseconds): where they are more than one answer holds, half by half. */
async function readRequests(
  source: DataSourceChoice,
  log: SampledLog,
  { from, to }: Slice,
  signal: AbortSignal
): Promise<SeenRequest[]> {
  const found = await queryLinePage(source, log.expr, { from, to }, { limit: MOST_LINES, order: 'newest' }, signal);
  if (found.length < MOST_LINES || to - from < 2) {
    return found.map(({ time, line }) => ({ time, values: log.read(line) }));
  }
  const middle = Math.floor((from + to) / 2);
  const halves = [
    await readRequests(source, log, { from, to: middle }, signal),
    await readRequests(source, log, { from: middle, to }, signal),
  ];
  return halves.flat();
}

async function readSample({ source, context, range, lines }: SampleQuestion, signal: AbortSignal) {
  const seconds = { from: Math.floor(range.from / 1000), to: Math.floor(range.to / 1000) };
  // The index may be told a little too small: only what is well below is read whole, in as few answers as hold it.
  const whole = lines * 1.1 <= SLICES * LINES_PER_SLICE;
  const plan = whole
    ? planSlices(seconds, 1, Math.ceil((lines * 1.1) / MOST_LINES))
    : planSlices(seconds, Math.min(0.99, (SLICES * LINES_PER_SLICE) / lines), SLICES);
  const logs = sampledRequests(context);
  const slices = await inTurns(plan.slices, async ({ from, to }) => {
    const found: SeenRequest[][] = [];
    for (const log of logs) {
      found.push(await readRequests(source, log, { from: from * 1000, to: to * 1000 }, signal));
    }
    return found.flat();
  });
  return { plan, slices };
}

/** A sample that is being read, or was, for all who want it. */
interface Shared {
  sample: Promise<RequestSample>;
  controller: AbortController;
  /** How many wait for it. */
  waiting: number;
  refreshes: number;
}

/** One sample for each range of a page's context; with the context it is forgotten. */
const shared = new WeakMap<NginxContext, Map<string, Shared>>();

/**
 * The sample of a range, read once for all lists that are made of it. It is read on as long as anybody waits for it.
 * Rejects with a Problem.
 */
export async function loadSample(question: SampleQuestion, signal?: AbortSignal): Promise<RequestSample> {
  const { source, context, range, refreshes } = question;
  const samples = shared.get(context) ?? new Map<string, Shared>();
  shared.set(context, samples);
  const key = `${source.uid} ${range.from} ${range.to}`;
  const before = samples.get(key);
  const known = before?.refreshes === refreshes ? before : begin(question);
  samples.set(key, known);
  const forget = () => {
    if (samples.get(key) === known) {
      samples.delete(key);
    }
  };
  known.waiting += 1;
  const leave = () => {
    known.waiting -= 1;
    if (known.waiting === 0) {
      forget();
      known.controller.abort();
    }
  };
  signal?.addEventListener('abort', leave);
  try {
    return await known.sample;
  } catch (error) {
    forget();
    throw error;
  } finally {
    // What is there stays, though all who waited for it have gone.
    signal?.removeEventListener('abort', leave);
  }
}

function begin(question: SampleQuestion): Shared {
  const controller = new AbortController();
  return { sample: readSample(question, controller.signal), controller, waiting: 0, refreshes: question.refreshes };
}

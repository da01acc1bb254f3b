import { queryLogInstant } from '../../grafana/loki';
import { estimateTotal, type Estimate } from '../../insights/nginx/slices';
import {
  suspiciousClients,
  SUSPICIOUS,
  usualOf,
  type ClientActivity,
  type Suspicion,
} from '../../insights/nginx/suspicion';
import type { Filter } from '../../signals/nginx/filters';
import { lastSeen, lastSeenTimes } from '../../signals/nginx/lastSeen';
import { NGINX_LISTS as L } from '../../signals/nginx/lists';
import { probes } from '../../signals/nginx/probing';
import { durationText } from '../../signals/promql';
import { isStaticFile } from '../../signals/nginx/staticFiles';
import { loadList, type ListQuestion, type LoadedList } from './loadList';
import { isWhole, loadSample, type RequestSample } from './loadSample';

/** Clients that are counted exactly, of those that a sample tells of. */
const MOST_CANDIDATES = 40;

/** Suspicious clients, and how they were found. */
export interface SuspiciousClients {
  found: Suspicion[];
  /** All that they did was counted; otherwise what was seen of it in a sample. */
  exact: boolean;
  /** What to say of how they were found. */
  note: string;
}

interface Seen extends ClientActivity {
  agents: string[];
  uris: Array<{ uri: string; count: number }>;
  lastSeen: number;
}

/** What each client was seen to do in a sample. @param seconds how long the range is */
export function activitiesIn(sample: RequestSample): ClientActivity[] {
  const { plan, slices } = sample;
  const read = plan.slices.reduce((sum, { from, to }) => sum + to - from, 0);
  const clients = new Map<string, { seen: Seen; counts: number[]; agents: Set<string>; probed: Map<string, number> }>();
  slices.forEach((requests, index) => {
    for (const { time, values } of requests) {
      const { client, status = '', uri, agent } = values;
      if (client === undefined) {
        continue;
      }
      const known = clients.get(client) ?? {
        seen: { client, requests: 0, clientErrors: 0, agents: [], uris: [], seconds: read, lastSeen: 0 },
        counts: new Array<number>(slices.length).fill(0),
        agents: new Set<string>(),
        probed: new Map<string, number>(),
      };
      clients.set(client, known);
      const { seen, counts, agents, probed } = known;
      seen.requests += 1;
      seen.clientErrors += /^4\d\d$/.test(status) ? 1 : 0;
      seen.lastSeen = Math.max(seen.lastSeen, time);
      counts[index] = (counts[index] ?? 0) + 1;
      if (uri !== undefined) {
        seen.pages = (seen.pages ?? 0) + (isStaticFile(uri) ? 0 : 1);
        if (probes(uri) !== undefined) {
          probed.set(uri, (probed.get(uri) ?? 0) + 1);
        }
      }
      if (agent !== undefined) {
        agents.add(agent);
      }
    }
  });
  return [...clients.values()].map(({ seen, counts, agents, probed }) => ({
    ...seen,
    agents: [...agents],
    uris: [...probed].map(([uri, count]) => ({ uri, count })),
    ...(isWhole(sample) ? {} : { total: estimateTotal(counts, plan) }),
  }));
}

const firstOf = ({ values }: { values: readonly string[] }) => values[0] ?? '';

const countOf = ({ count }: { count: Estimate }) => count.value;

/** Counts of some clients, put together from lists of what they did. */
function activitiesOf(
  clients: readonly string[],
  lists: { statuses: LoadedList; probed?: LoadedList; pages?: LoadedList; agents?: LoadedList },
  seen: ReadonlyMap<string, number>,
  seconds: number
): ClientActivity[] {
  return clients.map((client) => {
    const of = (list: LoadedList | undefined) => (list?.entries ?? []).filter((entry) => firstOf(entry) === client);
    const sum = (entries: LoadedList['entries']) => entries.reduce((total, entry) => total + countOf(entry), 0);
    const statuses = of(lists.statuses);
    const last = seen.get(client);
    return {
      client,
      requests: sum(statuses),
      clientErrors: sum(statuses.filter(({ values }) => values[1]?.startsWith('4'))),
      uris: of(lists.probed).map((entry) => ({ uri: entry.values[1] ?? '', count: countOf(entry) })),
      agents: of(lists.agents).map(({ values }) => values[1] ?? ''),
      ...(lists.pages ? { pages: sum(of(lists.pages)) } : {}),
      ...(last === undefined ? {} : { lastSeen: last }),
      seconds,
    };
  });
}

/** All that some clients did in the range, in a few passes over the log that have few values each. */
async function countClients(
  question: ListQuestion,
  clients: readonly string[],
  signal: AbortSignal
): Promise<ClientActivity[]> {
  const { source, context, range } = question;
  const { conventions } = context;
  // In addition to those that the reader chose, of which all are.
  const chosen = clients.map((value): Filter => ({ dimension: 'client', op: 'is', value }));
  const only: ListQuestion = {
    ...question,
    reading: { exact: true, share: 1 },
    context: { ...context, filters: [...(context.filters ?? []), ...chosen] },
  };
  const seconds = (range.to - range.from) / 1000;
  const where = (list: (typeof L)[keyof typeof L]) =>
    list.applies(conventions) ? loadList(list, only, signal) : undefined;
  const [statuses, probed, pages, agents, times] = await Promise.all([
    loadList(L.clientStatuses, only, signal),
    where(L.probes),
    where(L.clientPages),
    where(L.clientAgents),
    queryLogInstant(source, lastSeen({ ...context, range: durationText(seconds) }, clients), range.to, signal),
  ]);
  const lists = { statuses, ...(probed && { probed }), ...(pages && { pages }), ...(agents && { agents }) };
  return activitiesOf(clients, lists, lastSeenTimes(context, times), seconds);
}

const judged = (clients: readonly ClientActivity[], usual = usualOf(clients)) =>
  suspiciousClients(clients, usual).filter(({ score }) => score >= SUSPICIOUS);

/**
 * The clients that are worth a look. They are found in a sample, of which all that was seen is judged and nothing that was
 * reckoned up; where the reading is exact also among all that probe, and all that they did is then counted. Rejects with a
 * Problem.
 */
export async function loadSuspicious(question: ListQuestion, signal: AbortSignal): Promise<SuspiciousClients> {
  const sample = await loadSample(question, signal);
  const all = activitiesIn(sample);
  const read = sample.slices.reduce((sum, { length }) => sum + length, 0).toLocaleString('en');
  if (isWhole(sample)) {
    return { found: judged(all), exact: true, note: '' };
  }
  const likely = judged(all).map(({ client }) => client);
  if (!question.reading.exact) {
    const note = `Found among ${read} requests of a sample: who asks little, or briefly, may be missing. Shares and rates stand with their 95 % intervals.`;
    return { found: judged(all), exact: false, note };
  }
  const { conventions } = question.context;
  const probing = L.probes.applies(conventions) ? await loadList(L.probes, question, signal) : undefined;
  const clients = [...new Set([...likely, ...(probing?.entries ?? []).map(firstOf)])].slice(0, MOST_CANDIDATES);
  if (clients.length === 0) {
    return { found: [], exact: true, note: '' };
  }
  const counted = await countClients(question, clients, signal);
  // What is usual is told by the sample, whose counts are a part of all.
  const usual = usualOf(all);
  const part = sample.plan.slices.length / sample.plan.of;
  return {
    found: judged(counted, { ...usual, requests: usual.requests / part }),
    exact: true,
    note: `Found among ${read} requests of a sample, and all that ask for known weak spots; what they did is then counted exactly.`,
  };
}

import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import type { Signal } from '../../signals/signal';

/** A column of numbers. Its first signal is what the cell says and the table sorts by; the others complete the cell. */
export interface Column {
  id: string;
  title: string;
  signals: readonly [Signal, ...Signal[]];
  /** What a container without a value has instead: an absent limit is a fact, not a gap. */
  absent?: string;
  /** Drawn as a line over the page's time range, beside its value. */
  drawn?: boolean;
  /** Drawn as a bar: a share of something that can run out. */
  bar?: boolean;
  /** Counted over the events' window, which the head names. */
  counted?: boolean;
}

/** Every column of numbers that the fleet table can show, in order. */
export const COLUMNS: readonly Column[] = [
  { id: 'cpu', title: 'CPU, cores', signals: [C.cpuCores], drawn: true },
  { id: 'quota', title: 'CPU of quota', signals: [C.cpuQuotaRatio], absent: 'no quota', bar: true },
  { id: 'throttled', title: 'Throttled', signals: [C.cpuThrottled], absent: 'no quota' },
  { id: 'memory', title: 'Memory', signals: [C.memoryWorkingSet], drawn: true },
  { id: 'limit', title: 'Memory of limit', signals: [C.memoryEffectiveRatio, C.memoryLimit], bar: true },
  { id: 'rss', title: 'Anonymous', signals: [C.memoryRss] },
  { id: 'cache', title: 'Page cache', signals: [C.memoryCache] },
  { id: 'in', title: 'Network in', signals: [C.networkReceive] },
  { id: 'out', title: 'Network out', signals: [C.networkTransmit] },
  { id: 'read', title: 'Disk read', signals: [C.diskRead] },
  { id: 'write', title: 'Disk write', signals: [C.diskWrite] },
  { id: 'disk', title: 'Disk usage', signals: [C.diskUsage] },
  { id: 'restarts', title: 'Restarts', signals: [C.restarts], counted: true },
  { id: 'oom', title: 'OOM kills', signals: [C.oomKills], counted: true },
];

/** What is shown unless the reader chooses. */
export const USUAL_COLUMNS = 'cpu,quota,throttled,memory,limit,in,out,restarts,oom';

/** The columns that a list of ids names, in the table's order. Unknown ids, from old links, are passed over. */
export function columnsOf(ids: string): Column[] {
  const chosen = new Set(ids.split(','));
  return COLUMNS.filter(({ id }) => chosen.has(id));
}

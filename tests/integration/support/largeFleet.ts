import { createFleet } from '../../../fleet/createFleet';
import type { Fleet } from '../../../fleet/fleet';
import { numberText, Series } from '../../../fleet/series';
import { targets, type Target } from '../../../fleet/target';
import { writeBlocks } from './blocks';
import { END, once } from './histories';
import { startPrometheus, type Server } from './servers';

const HOUR = 3600;
/** As far as pages read every scrape: an hour, and what they read before its beginning. */
const FINE_SECONDS = 65 * 60;
/** As far as any check looks back. It reads one sample in five minutes there, so more would change nothing. */
const COARSE_SECONDS = 6.2 * HOUR;
const FINE_STEP = 15;
const COARSE_STEP = 240;
const BLOCK_SECONDS = 2 * HOUR;
/** A million samples or so. */
const TICKS_PER_PART = 60;

/**
 * What the Containers page and the Overview ask for. All of cAdvisor's metrics would take minutes to write; who uses this
 * fleet makes sure that nothing else was asked.
 */
export const WRITTEN: ReadonlySet<string> = new Set([
  'up',
  'machine_cpu_cores',
  'machine_memory_bytes',
  'container_cpu_usage_seconds_total',
  'container_cpu_cfs_periods_total',
  'container_cpu_cfs_throttled_periods_total',
  'container_memory_working_set_bytes',
  'container_memory_rss',
  'container_memory_cache',
  'container_spec_memory_limit_bytes',
  'container_spec_cpu_quota',
  'container_spec_cpu_period',
  'container_network_receive_bytes_total',
  'container_network_transmit_bytes_total',
  'container_network_receive_packets_total',
  'container_network_transmit_packets_total',
  'container_network_receive_errors_total',
  'container_network_transmit_errors_total',
  'container_network_receive_packets_dropped_total',
  'container_network_transmit_packets_dropped_total',
  'container_pressure_memory_stalled_seconds_total',
  'container_fs_reads_bytes_total',
  'container_fs_writes_bytes_total',
  'container_fs_usage_bytes',
  'container_last_seen',
  'container_start_time_seconds',
  'container_oom_events_total',
  'container_health_state',
  'node_cpu_seconds_total',
  'node_memory_MemAvailable_bytes',
  'node_memory_MemTotal_bytes',
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'node_filesystem_readonly',
  'node_filesystem_files',
  'node_filesystem_files_free',
  'node_vmstat_oom_kill',
  'node_network_receive_packets_total',
  'node_network_transmit_packets_total',
  'node_network_receive_errs_total',
  'node_network_transmit_errs_total',
  'node_network_receive_drop_total',
  'node_network_transmit_drop_total',
]);

/** Exported by other versions of cAdvisor than the fleet's: asked for as a second choice. */
export const NEVER_EXPORTED: ReadonlySet<string> = new Set(['container_blkio_device_usage_total']);

/** A thousand containers on ten hosts, with the standard incidents. */
export function largeFleet(): Fleet {
  return createFleet({ end: END, hosts: 10, containersPerHost: 100, hours: 7 });
}

function ticks(): number[] {
  const all: number[] = [];
  for (let t = END - COARSE_SECONDS; t < END - FINE_SECONDS; t += COARSE_STEP) {
    all.push(t);
  }
  for (let t = END - FINE_SECONDS; t <= END; t += FINE_STEP) {
    all.push(t);
  }
  return all;
}

function* scrape(target: Target, tick: number): Generator<string> {
  const t = tick - target.offset;
  const stamp = t.toFixed(3);
  const up = new Series<null>({ name: 'up', type: 'gauge', help: '' }, [], () => 0).historyPrefix(target.labels);
  const lines = [`${up}${target.isUp(t) ? 1 : 0} ${stamp}`];
  target.collect(t, (series, value) => {
    if (WRITTEN.has(series.family.name)) {
      lines.push(`${series.historyPrefix(target.labels)}${numberText(value)} ${stamp}`);
    }
  });
  yield* lines;
}

/** The history in parts: a new one where a block begins, and where one becomes too large. */
function* parts(fleet: Fleet): Generator<Iterable<string>> {
  const all = targets(fleet);
  const blockOf = (tick: number) => Math.floor(tick / BLOCK_SECONDS);
  let part: number[] = [];
  const lines = function* (of: readonly number[]) {
    // Target by target, or each would make its series anew.
    for (const target of all) {
      for (const tick of of) {
        yield* scrape(target, tick);
      }
    }
  };
  for (const tick of ticks()) {
    const [first] = part;
    if (first !== undefined && (blockOf(first) !== blockOf(tick) || part.length >= TICKS_PER_PART)) {
      yield lines(part);
      part = [];
    }
    part.push(tick);
  }
  yield lines(part);
}

/** A Prometheus that has scraped the large fleet every 15 seconds for as long as the pages look back. */
export async function prometheusOfLargeFleet(): Promise<Server> {
  const blocks = await once('large', (directory) => writeBlocks(directory, parts(largeFleet())));
  return startPrometheus(blocks, END);
}

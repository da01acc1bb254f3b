import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../../stack/native/freePort';
import { Supervisor } from '../../../stack/native/supervise';
import { waitFor } from '../../../stack/native/waitFor';
import { program } from './programs';

/** A Loki of a test file. */
export interface SmallLoki {
  url: string;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** What was pushed is written down when it stops: on a busy machine that is not done in the seconds that others get. */
const STORED_MS = 180_000;

function configuration(directory: string, http: number, grpc: number, ofStore: boolean): object {
  return {
    auth_enabled: false,
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: http,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: grpc,
      log_level: 'error',
    },
    analytics: { reporting_enabled: false },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: directory,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: {
        filesystem: { chunks_directory: join(directory, 'chunks'), rules_directory: join(directory, 'rules') },
      },
    },
    schema_config: {
      configs: [
        {
          from: '2020-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    // What is pushed here need not outlive the process: compressing it well, and writing it down first, only takes time.
    ingester: {
      lifecycler: { min_ready_duration: '0s' },
      // Lines of any age are still in the ingester's memory: the default asks it for the last three hours only.
      ...(ofStore ? {} : { query_store_max_look_back_period: -1 }),
      chunk_encoding: 'snappy',
      wal: { enabled: false },
    },
    ...(ofStore ? {} : { querier: { query_ingesters_within: 0 } }),
    query_range: { cache_results: false },
    // `approx_topk` passes sketches, which have neither a JSON nor a text form: they need the scheduler, which hands out
    // plans, and not the workers of a bare front end, which are sent the text of a query and cannot parse this one.
    frontend: { encoding: 'protobuf', scheduler_address: `127.0.0.1:${grpc}` },
    frontend_worker: { scheduler_address: `127.0.0.1:${grpc}` },
    limits_config: {
      reject_old_samples: false,
      // A history is pushed faster than it was written, which would split its streams.
      shard_streams: { enabled: false },
      shard_aggregations: ['approx_topk'],
      ingestion_rate_mb: 64,
      ingestion_burst_size_mb: 128,
      per_stream_rate_limit: '64MB',
      per_stream_rate_limit_burst: '128MB',
    },
  };
}

async function answers(url: string): Promise<true | undefined> {
  const query = new URLSearchParams({ query: 'vector(1)' });
  const [ready, asked] = await Promise.all([fetch(`${url}/ready`), fetch(`${url}/loki/api/v1/query?${query}`)]);
  return (ready.ok && asked.ok) || undefined;
}

async function startLokiIn(directory: string, ofStore: boolean, graceMs?: number): Promise<SmallLoki> {
  const { port: http } = await freePort(0);
  const { port: grpc } = await freePort(0, new Set([http]));
  const file = join(directory, 'loki.yaml');
  writeFileSync(file, stringify(configuration(directory, http, grpc, ofStore)));
  const supervised = new Supervisor(directory, graceMs).start({
    name: 'loki',
    command: await program('loki'),
    args: [`-config.file=${file}`],
  });
  const stop = () => supervised.stop();
  const url = `http://127.0.0.1:${http}`;
  try {
    const { logFile, exited } = supervised;
    await waitFor('Loki', () => answers(url), { deadlineMs: READY_MS, logFile, unless: exited });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** Runs `start` with a temporary folder, which goes when the server stops, or did not start. */
async function inDirectory(start: (directory: string) => Promise<SmallLoki>): Promise<SmallLoki> {
  const directory = mkdtempSync(join(tmpdir(), 'quayside-loki-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    const { url, stop } = await start(directory);
    return { url, stop: () => stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Starts an empty Loki with everything in one temporary folder, which `stop` removes, and waits until it answers
 * queries. It ends with the test process, however that ends.
 */
export function startSmallLoki(): Promise<SmallLoki> {
  return inDirectory((directory) => startLokiIn(directory, false));
}

/**
 * Has everything written down while the server runs: one that is told to stop gives up on what takes long, and its index
 * is lost with that.
 */
async function writeDown(url: string): Promise<void> {
  await fetch(`${url}/flush`, { method: 'POST' });
  await waitFor(
    'what was pushed to be written down',
    async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      return /^loki_ingester_flush_queue_length 0$/m.test(metrics) || undefined;
    },
    { deadlineMs: STORED_MS }
  );
}

/** How often a Loki may be started to ship what the one before left behind. */
const SHIPPING = 3;

/**
 * One that stops may do so before its index is where others read it: the next one finds it in the log that the first one
 * kept of it, and ships it in turn. @throws where none does
 */
async function shipIndex(directory: string): Promise<void> {
  const shipped = join(directory, 'chunks', 'index');
  const isShipped = () => existsSync(shipped) && readdirSync(shipped).length > 0;
  for (let round = 0; round < SHIPPING && !isShipped(); round++) {
    const next = await startLokiIn(directory, true, STORED_MS);
    await next.stop();
  }
  if (!isShipped()) {
    throw new Error(`Loki has stored chunks and no index in ${directory}, after ${SHIPPING} more starts`);
  }
}

/**
 * A Loki that reads a history from its store, as one does that has run for longer than its memory reaches: `push` fills a
 * first one, which writes all of it down as it stops. What is in both memory and store would be read, and counted, twice.
 */
export function startStoredLoki(push: (url: string) => Promise<void>): Promise<SmallLoki> {
  return inDirectory(async (directory) => {
    const filled = await startLokiIn(directory, false, STORED_MS);
    try {
      await push(filled.url);
      await writeDown(filled.url);
    } finally {
      await filled.stop();
    }
    await shipIndex(directory);
    // What it has not shipped is the same index once more: its statistics would count everything twice.
    rmSync(join(directory, 'tsdb-shipper-active'), { recursive: true });
    return startLokiIn(directory, true);
  });
}

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { program } from './programs';

/** A Loki of a test file. */
export interface SmallLoki {
  url: string;
  stop(): Promise<void>;
}

const READY_MS = 60_000;

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function configuration(directory: string, http: number, grpc: number): object {
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
    // Lines of any age are still in the ingester's memory: the default asks it for the last three hours only.
    ingester: { lifecycler: { min_ready_duration: '0s' }, query_store_max_look_back_period: -1 },
    querier: { query_ingesters_within: 0 },
    query_range: { cache_results: false },
    // `approx_topk` passes sketches, which have neither a JSON nor a text form: they need the scheduler, which hands out
    // plans, and not the workers of a bare front end, which are sent the text of a query and cannot parse this one.
    frontend: { encoding: 'protobuf', scheduler_address: `127.0.0.1:${grpc}` },
    frontend_worker: { scheduler_address: `127.0.0.1:${grpc}` },
    limits_config: {
      reject_old_samples: false,
      shard_aggregations: ['approx_topk'],
      ingestion_rate_mb: 64,
      ingestion_burst_size_mb: 128,
      per_stream_rate_limit: '64MB',
      per_stream_rate_limit_burst: '128MB',
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const query = new URLSearchParams({ query: 'vector(1)' });
    const [ready, asked] = await Promise.all([fetch(`${url}/ready`), fetch(`${url}/loki/api/v1/query?${query}`)]);
    return ready.ok && asked.ok;
  } catch {
    // Nothing listens yet: that is what the question is about.
    return false;
  }
}

/** Starts an empty Loki with everything in one temporary folder, which `stop` removes, and waits until it answers queries. */
export async function startSmallLoki(): Promise<SmallLoki> {
  const directory = mkdtempSync(join(tmpdir(), 'quayside-loki-'));
  const [http, grpc] = [await freePort(), await freePort()];
  const file = join(directory, 'loki.yaml');
  writeFileSync(file, stringify(configuration(directory, http, grpc)));
  const child = spawn(await program('loki'), [`-config.file=${file}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endWithTests = () => void child.kill('SIGKILL');
  process.once('exit', endWithTests);
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(late);
    process.off('exit', endWithTests);
    rmSync(directory, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${http}`;
  const deadline = Date.now() + READY_MS;
  while (!(await answers(url))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      await stop();
      throw new Error(`Loki did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

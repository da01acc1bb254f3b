import { z } from 'zod';

import { HttpError, request } from '../http';
import { runQuery, type Query } from '../query';
import type { ProgramName } from './programs';

/** The parts of the stack that are started without Docker. Named like their services in docker-compose.yaml. */
export type PartName = 'prometheus' | 'loki' | 'alertmanager' | 'grafana';

/** What a part is told beyond what the compose file says: where to listen. */
export interface Listening {
  port: number;
  /** A second port for those that need one. */
  extraPort: number;
}

export interface Part {
  name: PartName;
  title: string;
  /** What it is run by, the first of them; the others come with it and are used beside it. */
  programs: readonly ProgramName[];
  /** A second port that it listens on in the container, and that nobody outside asks. */
  extraPort?: number;
  /** The executable, of what findProgram gave. */
  executable: (path: string) => string;
  /** Put before the compose file's command: what the image's entry point says. */
  leading: (path: string) => string[];
  args: (listening: Listening) => string[];
  env: (listening: Listening) => Record<string, string>;
  /** Resolves with true when it answers with data; anything else, or an error, means not yet. */
  hasData: (url: string) => Promise<true | undefined>;
}

const HOST = '127.0.0.1';
const alertmanagerStatus = z.object({ cluster: z.object({ status: z.string() }) });

/** Long ago, but within retention: where no page looks. */
const MARKER_AGE_SECONDS = 20 * 86_400;

/** A line of its own, pushed and found again: Loki's /ready waits a quarter of a minute for nothing. */
async function lokiAnswers(url: string): Promise<true | undefined> {
  const at = Math.floor(Date.now() / 1000) - MARKER_AGE_SECONDS;
  const marker: Query = { source: 'logs', expr: '{quayside_stack="ready"}', instant: false, rangeSeconds: 300, at };
  const found = async () => (await runQuery(url, marker)).samples > 0;
  if (await found()) {
    return true;
  }
  const stream = { stream: { quayside_stack: 'ready' }, values: [[`${at - 1}000000000`, 'Loki takes lines.']] };
  await request(`${url}/loki/api/v1/push`, { method: 'POST', json: { streams: [stream] } });
  return (await found()) || undefined;
}

/** The administrator of the stack's Grafana. */
export function grafanaLogin(env: NodeJS.ProcessEnv): string {
  return `admin:${env.QUAYSIDE_ADMIN_PASSWORD ?? 'admin'}`;
}

/** Grafana has data when its own data source answers through it. */
async function grafanaAnswers(url: string): Promise<true | undefined> {
  const proxied = `${url}/api/datasources/proxy/uid/quayside-prometheus/api/v1/query?query=up`;
  try {
    await request(proxied, { basicAuth: grafanaLogin(process.env) });
  } catch (error) {
    // Without a Prometheus Grafana still shows pages: it is there when it knows the data source.
    if (error instanceof HttpError && error.status === 502) {
      return true;
    }
    throw error;
  }
  return true;
}

const asIs = (path: string) => path;
const nothing = () => [];
const noEnv = () => ({});

export const PARTS: Readonly<Record<PartName, Part>> = {
  prometheus: {
    name: 'prometheus',
    title: 'Prometheus',
    programs: ['prometheus', 'promtool'],
    executable: asIs,
    leading: nothing,
    args: ({ port }) => [`--web.listen-address=${HOST}:${port}`],
    env: noEnv,
    // Looks back five minutes: history up to now counts, and so does the first scrape.
    hasData: async (url) =>
      (await runQuery(url, { source: 'metrics', expr: 'up', instant: true })).series > 0 || undefined,
  },
  loki: {
    name: 'loki',
    title: 'Loki',
    programs: ['loki'],
    extraPort: 9095,
    executable: asIs,
    leading: nothing,
    // Flags are stronger than the file.
    args: ({ port, extraPort }) => [
      `-server.http-listen-address=${HOST}`,
      `-server.http-listen-port=${port}`,
      `-server.grpc-listen-address=${HOST}`,
      `-server.grpc-listen-port=${extraPort}`,
    ],
    env: noEnv,
    hasData: lokiAnswers,
  },
  alertmanager: {
    name: 'alertmanager',
    title: 'Alertmanager',
    programs: ['alertmanager'],
    executable: asIs,
    leading: nothing,
    args: ({ port }) => [`--web.listen-address=${HOST}:${port}`],
    env: noEnv,
    hasData: async (url) => {
      const { cluster } = alertmanagerStatus.parse(JSON.parse(await request(`${url}/api/v2/status`)));
      return cluster.status === 'ready' || cluster.status === 'disabled' || undefined;
    },
  },
  grafana: {
    name: 'grafana',
    title: 'Grafana',
    programs: ['grafana'],
    executable: (home) => `${home}/bin/grafana`,
    leading: (home) => ['server', '--homepath', home],
    args: nothing,
    env: ({ port }) => ({ GF_SERVER_HTTP_ADDR: HOST, GF_SERVER_HTTP_PORT: String(port) }),
    hasData: grafanaAnswers,
  },
};

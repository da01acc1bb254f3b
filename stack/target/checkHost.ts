import { z } from 'zod';

import { request } from '../http';
import { reasonOf } from '../native/reasonOf';

/** Whether one kind of data of a host arrives, and what to do where it does not. */
export interface Arrival {
  what: string;
  arrives: boolean;
  told: string;
}

const targetsSchema = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        labels: z.record(z.string(), z.string()),
        scrapeUrl: z.string(),
        health: z.enum(['up', 'down', 'unknown']),
        lastError: z.string(),
      })
    ),
  }),
});
const seriesSchema = z.object({ data: z.array(z.record(z.string(), z.string())) });

/** How far back a line counts as arriving. */
const LOG_SECONDS = 600;
const JOBS = ['cadvisor', 'node'] as const;

async function ask<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(await request(url)));
}

async function metrics(name: string, prometheusUrl: string): Promise<Arrival[]> {
  const { data } = await ask(`${prometheusUrl}/api/v1/targets?state=active`, targetsSchema);
  return JOBS.map((job) => {
    const target = data.activeTargets.find(({ labels }) => labels.instance === name && labels.job === job);
    if (target === undefined) {
      return { what: job, arrives: false, told: `Prometheus does not know it: npm run -s target -- add ${name}` };
    }
    const { health, lastError, scrapeUrl } = target;
    const why = health === 'unknown' ? 'not asked yet: wait for a quarter of a minute' : lastError;
    return { what: job, arrives: health === 'up', told: health === 'up' ? scrapeUrl : `${scrapeUrl}: ${why}` };
  });
}

async function logs(name: string, lokiUrl: string): Promise<Arrival> {
  const quoted = JSON.stringify(name);
  const parameters = new URLSearchParams([
    ['match[]', `{host=${quoted}}`],
    // One label that holds host and container; the pattern is anchored, and the name holds no sign but dots and dashes.
    ['match[]', `{containers=~${JSON.stringify(`${name.replaceAll('.', '[.]')}/.+`)}}`],
    ['start', String(Math.floor(Date.now() / 1000) - LOG_SECONDS)],
  ]);
  const { data } = await ask(`${lokiUrl}/loki/api/v1/series?${parameters}`, seriesSchema);
  const told =
    data.length > 0
      ? `${data.length} streams in the last ten minutes`
      : 'no line in the last ten minutes: docker compose logs of the shipper on the host says why';
  return { what: 'logs', arrives: data.length > 0, told };
}

/** Whether numbers and logs of a host arrive; what cannot be asked is said as such. */
export async function checkHost(name: string, at: { prometheusUrl: string; lokiUrl: string }): Promise<Arrival[]> {
  const failed = (what: string, server: string) => (error: unknown) => ({
    what,
    arrives: false,
    told: `${server} could not be asked (${reasonOf(error)}): is the stack up with -f stack/ports.yaml?`,
  });
  const [numbers, lines] = await Promise.all([
    metrics(name, at.prometheusUrl).catch((error: unknown) => [failed('metrics', 'Prometheus')(error)]),
    logs(name, at.lokiUrl).catch(failed('logs', 'Loki')),
  ]);
  return [...numbers, lines];
}

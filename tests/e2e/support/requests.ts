import { requestsBetween, type AccessRequest } from '../../../fleet/accessRequests';
import { z } from 'zod';
import type { Site } from './site';
import { END_MS, FLEET } from './testFleet';

/** Requests of the last hour to all NGINX servers of the fleet, as their access logs have them whole. */
export function fleetRequests(hours = 1): AccessRequest[] {
  const end = END_MS / 1000;
  return FLEET.edges
    .flatMap((edge) => [...requestsBetween(FLEET, edge, end - hours * 3600, end)])
    .filter(({ cut }) => !cut);
}

const sent = z.array(
  z.object({
    upstream: z.string(),
    via: z.string(),
    path: z.string(),
    query: z.string().nullable(),
    status: z.number(),
  })
);

/** Forgets what the pages of a workbench have asked. */
export async function forgetAsked(site: Site): Promise<void> {
  await fetch(`${site.url}/workbench/requests`, { method: 'DELETE' });
}

/** The queries for lines, or for counts of lines, that pages have sent to Loki since. Only the workbench knows. */
export async function lokiQueries(site: Site): Promise<Array<{ query: string; status: number }>> {
  const all = sent.parse(await (await fetch(`${site.url}/workbench/requests`)).json());
  return all.flatMap(({ upstream, via, query, status }) =>
    upstream === 'loki' && via === 'query' && query !== null ? [{ query, status }] : []
  );
}

/** Pushes lines to the Loki of this run. */
export async function pushToFleetLoki(
  lokiUrl: string,
  stream: Record<string, string>,
  values: ReadonlyArray<readonly [milliseconds: number, line: string]>
): Promise<void> {
  const response = await fetch(`${lokiUrl}/loki/api/v1/push`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      streams: [
        { stream, values: values.map(([at, line], index) => [`${at}${String(index).padStart(6, '0')}`, line]) },
      ],
    }),
  });
  if (!response.ok) {
    throw new Error(`Loki refused lines: ${response.status} ${await response.text()}`);
  }
}

import { from, type Observable } from 'rxjs';
import { z } from 'zod';

/**
 * Stands in for `@grafana/runtime`, so that the very code of the pages asks real servers: what Grafana's back end passes
 * on to a data source goes to the server directly, and is measured. Use it with
 * `jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'))`.
 */

/** What one request cost. */
export interface Cost {
  /** The query, or the path where there is none. */
  asked: string;
  /** Samples that Prometheus looked at. */
  samples: number;
  /** Bytes of the answer's body, before any compression. */
  bytes: number;
}

interface Request {
  url: string;
  method?: string;
  data?: unknown;
}

/** Paths of the two servers' own APIs behind Grafana's resource path. */
const PREFIXES: ReadonlyArray<{ uid: string; prefix: string }> = [
  { uid: 'prometheus', prefix: '/' },
  { uid: 'loki', prefix: '/loki/api/v1/' },
];

const servers = new Map<string, string>();
let costs: Cost[] = [];

/** Says where requests for the data sources `prometheus` and `loki` go from now on. */
export function connect(urls: Readonly<Partial<Record<'prometheus' | 'loki', string>>>): void {
  servers.clear();
  Object.entries(urls).forEach(([uid, url]) => servers.set(uid, url));
}

/** What was asked since the last call of this. */
export function takeCosts(): Cost[] {
  const taken = costs;
  costs = [];
  return taken;
}

const statistics = z.object({ stats: z.object({ samples: z.object({ totalQueryableSamples: z.number() }) }) });

/** The statistics that `stats=all` adds, and the bytes of the answer without them. */
function measure(asked: string, text: string, body: unknown): Cost {
  const found = z.object({ data: statistics }).safeParse(body);
  if (!found.success) {
    return { asked, samples: 0, bytes: Buffer.byteLength(text) };
  }
  const added = Buffer.byteLength(`,"stats":${/"stats":(\{.*\})\}\}/s.exec(text)?.[1] ?? ''}`);
  return {
    asked,
    samples: found.data.data.stats.samples.totalQueryableSamples,
    bytes: Buffer.byteLength(text) - added,
  };
}

async function ask({ url, method = 'GET', data }: Request): Promise<{ data: unknown; status: number }> {
  const match = /^\/api\/datasources\/uid\/(\w+)\/resources\/([^?]*)(?:\?(.*))?$/.exec(url);
  const [, uid = '', path = '', query = ''] = match ?? [];
  const server = servers.get(uid);
  const prefix = PREFIXES.find((one) => one.uid === uid)?.prefix;
  if (server === undefined || prefix === undefined) {
    throw new Error(`nothing answers ${url} in this test`);
  }
  const parameters = new URLSearchParams(method === 'POST' ? String(data) : query);
  parameters.set('stats', 'all');
  const address = `${server}${prefix}${path}`;
  const response =
    method === 'POST' ? await fetch(address, { method, body: parameters }) : await fetch(`${address}?${parameters}`);
  const text = await response.text();
  if (!response.ok) {
    throw new RequestError(response.status, text);
  }
  const body: unknown = JSON.parse(text);
  costs.push(measure(parameters.get('query') ?? path, text, body));
  return { data: body, status: response.status };
}

/** A failure in the form in which Grafana's back end service reports it. */
class RequestError extends Error {
  readonly data: unknown;

  constructor(
    readonly status: number,
    text: string
  ) {
    super(`${status} ${text.slice(0, 500)}`);
    this.data = text;
  }
}

export function isFetchError(error: unknown): error is RequestError {
  return error instanceof RequestError;
}

export function getBackendSrv(): { fetch: (request: Request) => Observable<{ data: unknown; status: number }> } {
  return { fetch: (request) => from(ask(request)) };
}

/** The data sources that pages choose among. */
export function getDataSourceSrv(): { getList: () => never[] } {
  return { getList: () => [] };
}

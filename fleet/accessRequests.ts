import { clients, pickClient, type Client } from './clients';
import { SEARCH_TERMS, virtualHosts, type Endpoint, type VirtualHost } from './endpoints';
import type { Edge, Fleet } from './fleet';
import { isReachable } from './hostState';
import { Random } from './random';

/** One request as NGINX logs it. */
export interface AccessRequest {
  /** Epoch milliseconds. */
  at: number;
  /** Number within its minute: two requests at one moment are two lines. */
  n: number;
  client: string;
  agent: string;
  referrer: string;
  virtualHost: string;
  /** The request line without the protocol; a request that is no HTTP has no method. */
  method: string;
  uri: string;
  protocol: string;
  status: number;
  /** Bytes of the body. */
  bytes: number;
  /** Seconds. */
  seconds: number;
  /** Seconds per upstream that was tried, as NGINX prints them; empty without an upstream. */
  upstreamSeconds: string;
  upstream: string;
  /** Whether the line is cut, as a log shipper cuts what does not fit: it cannot be parsed. */
  cut: boolean;
}

const MINUTE = 60;
/** What NGINX says when it closes a slow upstream, seconds. */
const UPSTREAM_TIMEOUT = 10;
const CUT_SHARE = 0.0004;
const GARBAGE_SHARE = 0.0006;

function weighted<T extends { weight: number }>(list: readonly T[], random: Random): T {
  let rest = random.next() * list.reduce((total, { weight }) => total + weight, 0);
  for (const item of list) {
    rest -= item.weight;
    if (rest < 0) {
      return item;
    }
  }
  return list[list.length - 1]!;
}

function seconds(value: number): string {
  return value.toFixed(3);
}

type Answer = Pick<AccessRequest, 'status' | 'bytes' | 'seconds' | 'upstreamSeconds' | 'upstream'>;

function errorPage(status: number, time: number, upstream: string): Answer {
  return { status, bytes: 157, seconds: time, upstreamSeconds: seconds(time), upstream };
}

/** What an endpoint answers at `t`, with what is wrong at that time. */
function answer(edge: Edge, host: VirtualHost, endpoint: Endpoint, t: number, random: Random): Answer {
  const { failing, slow } = edge;
  if (!endpoint.upstream) {
    const cached = endpoint.status === 200 && random.chance(0.35);
    return {
      status: cached ? 304 : endpoint.status,
      bytes: cached ? 0 : endpoint.bytes,
      seconds: random.chance(0.2) ? 0.001 : 0,
      upstreamSeconds: '',
      upstream: '',
    };
  }
  const luck = random.next();
  const time = Math.max(0.001, random.logNormal(endpoint.medianSeconds, 0.55));
  const failed = failing !== null && t >= failing.from && t < failing.to && host.name === 'shop.example.com';
  if (failed && endpoint.uri.startsWith('/api/') && luck < failing.share) {
    const status = luck < failing.share * 0.6 ? 502 : luck < failing.share * 0.9 ? 500 : 503;
    return errorPage(status, 0.001 + time * 0.1, host.upstream);
  }
  const late = slow !== null && t >= slow.from && t < slow.to && endpoint.uri.startsWith(slow.uri);
  const taken = late ? random.logNormal(slow.medianSeconds, 0.4) : time;
  if (taken >= UPSTREAM_TIMEOUT || (late && luck > 1 - slow.timeoutShare)) {
    return errorPage(504, UPSTREAM_TIMEOUT + random.next() * 0.01, host.upstream);
  }
  const { gaveUp } = edge;
  if (gaveUp && t >= gaveUp.from && t < gaveUp.to && random.chance(gaveUp.share)) {
    return { status: 499, bytes: 0, seconds: time, upstreamSeconds: '-', upstream: host.upstream };
  }
  if (luck > 0.9988) {
    return errorPage(luck > 0.9995 ? 500 : 502, time, host.upstream);
  }
  if (luck > 0.9968) {
    // The client did not wait.
    return { status: 499, bytes: 0, seconds: time, upstreamSeconds: '-', upstream: host.upstream };
  }
  const ok: Answer = {
    status: endpoint.status,
    bytes: endpoint.status === 204 ? 0 : Math.round(endpoint.bytes * random.between(0.6, 1.4)),
    seconds: taken,
    upstreamSeconds: seconds(taken),
    upstream: host.upstream,
  };
  if (luck > 0.989) {
    // The first upstream did not answer, the second did.
    const other = host.upstream.replace(/\d+:/, (part) => `${Number.parseInt(part, 10) + 1}:`);
    const total = taken + 0.01;
    return {
      ...ok,
      seconds: total,
      upstreamSeconds: `0.010, ${seconds(taken)}`,
      upstream: `${host.upstream}, ${other}`,
    };
  }
  return ok;
}

function ordinary(edge: Edge, at: number, n: number, client: Client, random: Random): AccessRequest {
  const host = weighted(virtualHosts(edge), random);
  const endpoint = weighted(host.endpoints, random);
  const uri = endpoint.uri
    .replace('{n}', () => String(1 + Math.floor(400 * random.next() ** 2)))
    .replace('{q}', () => random.pick(SEARCH_TERMS));
  return {
    at,
    n,
    client: client.address,
    agent: client.agent,
    referrer: random.pick(client.referrers),
    virtualHost: host.name,
    method: endpoint.method,
    uri,
    protocol: random.chance(0.7) ? 'HTTP/2.0' : 'HTTP/1.1',
    ...answer(edge, host, endpoint, at / 1000, random),
    cut: random.chance(CUT_SHARE),
  };
}

/** The beginning of a TLS handshake on a port that does not speak it. */
function garbage(request: AccessRequest): AccessRequest {
  return {
    ...request,
    agent: '',
    referrer: '',
    virtualHost: '',
    method: '',
    uri: '\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03',
    protocol: '',
    status: 400,
    bytes: 157,
    seconds: 0.1,
    upstreamSeconds: '',
    upstream: '',
    cut: false,
  };
}

/** One page after the other, most of which are refused or not there. */
function scraped(edge: Edge, at: number, n: number, random: Random): AccessRequest {
  const scraper = edge.scraper;
  if (!scraper) {
    throw new Error('an NGINX without a scraper has no scraped pages');
  }
  const luck = random.next();
  const status = luck > scraper.refusedShare ? 200 : luck < scraper.refusedShare * 0.4 ? 429 : 404;
  const [host] = virtualHosts(edge);
  const upstream = status === 429 ? '' : (host?.upstream ?? '');
  const time = status === 429 ? 0 : random.logNormal(0.05, 0.5);
  return {
    at,
    n,
    client: scraper.client,
    agent: scraper.agent,
    referrer: '',
    virtualHost: host?.name ?? '',
    method: 'GET',
    uri: `/catalog/item/${Math.floor(at / 500) % 100_000}`,
    protocol: 'HTTP/1.1',
    status,
    bytes: status === 200 ? Math.round(random.between(14_000, 26_000)) : 162,
    seconds: time,
    upstreamSeconds: upstream ? seconds(time) : '',
    upstream,
    cut: false,
  };
}

/** Moments of `count` events in a minute, epoch milliseconds, in order. */
function moments(minute: number, count: number, random: Random): number[] {
  const gap = (MINUTE * 1000) / Math.max(1, count);
  return Array.from({ length: count }, (_, i) => minute * MINUTE * 1000 + Math.floor((i + random.next()) * gap));
}

const knownClients = new Map<number, Client[]>();

function clientsOf(seed: number): Client[] {
  const known = knownClients.get(seed) ?? clients(seed);
  knownClients.set(seed, known);
  return known;
}

/** Whether a request never arrives. */
function isDropped(fleet: Fleet, { dropped, index }: Edge, { at, n, virtualHost }: AccessRequest): boolean {
  return (
    dropped !== null &&
    dropped.virtualHost === virtualHost &&
    at >= dropped.from * 1000 &&
    at < dropped.to * 1000 &&
    new Random(fleet.options.seed, 'dropped', index, at, n).chance(1 - dropped.share)
  );
}

/**
 * The requests of one minute, in order of time. Each minute has its own randomness, so that any minute can be had
 * without those before it, in the past and in the future.
 * @param minute minutes since the epoch
 */
export function requestsOfMinute(fleet: Fleet, edge: Edge, minute: number): AccessRequest[] {
  const random = new Random(fleet.options.seed, 'requests', edge.index, minute);
  const all = clientsOf(fleet.options.seed);
  const from = minute * MINUTE;
  const count = Math.floor(edge.rate.primitive(from + MINUTE)) - Math.floor(edge.rate.primitive(from));
  const requests = moments(minute, count, random).map((at, n) => {
    const request = ordinary(edge, at, n, pickClient(all, random), random);
    return random.chance(GARBAGE_SHARE) ? garbage(request) : request;
  });
  const { scraper } = edge;
  if (scraper && from + MINUTE > scraper.from && from < scraper.to) {
    const times = moments(minute, scraper.perMinute, random);
    for (const [i, at] of times.entries()) {
      if (at >= scraper.from * 1000 && at < scraper.to * 1000) {
        requests.push(scraped(edge, at, count + i, random));
      }
    }
    requests.sort((a, b) => a.at - b.at || a.n - b.n);
  }
  const { host, lifecycle } = edge.container;
  return requests.filter(
    (request) =>
      isReachable(host, request.at / 1000) &&
      lifecycle.at(request.at / 1000) !== null &&
      !isDropped(fleet, edge, request)
  );
}

/** The requests from `from` (included) to `to` (not included), epoch seconds, in order of time. */
export function* requestsBetween(fleet: Fleet, edge: Edge, from: number, to: number): Generator<AccessRequest> {
  for (let minute = Math.floor(from / MINUTE); minute * MINUTE < to; minute++) {
    for (const request of requestsOfMinute(fleet, edge, minute)) {
      if (request.at >= from * 1000 && request.at < to * 1000) {
        yield request;
      }
    }
  }
}

import type { AccessRequest } from './accessRequests';
import type { Edge } from './fleet';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Where cut lines end: before the status, which even a parser that is content with half a line cannot find. */
const CUT_COMBINED = 40;
const CUT_JSON = 75;

function two(n: number): string {
  return String(n).padStart(2, '0');
}

/** `$time_local`, as in `22/Nov/2026:20:41:09 +0000`. */
function timeLocal(at: number): string {
  const d = new Date(at);
  const day = `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}`;
  return `${day}:${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} +0000`;
}

/** `$time_iso8601`. */
function timeIso(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

/** The error log's time. */
function timeError(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/-/g, '/').replace('T', ' ');
}

function requestLine({ method, uri, protocol }: AccessRequest): string {
  return method ? `${method} ${uri} ${protocol}` : uri;
}

/** NGINX' own `combined` format. */
function combinedLine(request: AccessRequest): string {
  const { client, at, status, bytes, referrer, agent } = request;
  const line = `${client} - - [${timeLocal(at)}] "${requestLine(request)}" ${status} ${bytes} "${referrer || '-'}" "${agent || '-'}"`;
  return request.cut ? line.slice(0, CUT_COMBINED) : line;
}

/** A usual JSON format, with `escape=json`: every value is a string, and empty where NGINX would print `-`. */
function jsonLine(request: AccessRequest): string {
  const line = JSON.stringify({
    time_iso8601: timeIso(request.at),
    remote_addr: request.client,
    remote_user: '',
    request_method: request.method,
    request_uri: request.method ? request.uri : '',
    server_protocol: request.protocol,
    status: String(request.status),
    body_bytes_sent: String(request.bytes),
    request_time: request.seconds.toFixed(3),
    upstream_response_time: request.upstreamSeconds,
    http_referer: request.referrer,
    http_user_agent: request.agent,
    host: request.virtualHost,
    upstream_addr: request.upstream,
  });
  return request.cut ? line.slice(0, CUT_JSON) : line;
}

/** The line of a request in the access log. */
export function accessLine(edge: Edge, request: AccessRequest): string {
  const { reformatted } = edge;
  if (reformatted && request.at >= reformatted.from * 1000 && request.at < reformatted.to * 1000) {
    return [timeIso(request.at), request.client, requestLine(request), request.status, request.bytes].join('|');
  }
  return edge.format === 'json' ? jsonLine(request) : combinedLine(request);
}

function errorText(request: AccessRequest): string | null {
  switch (request.status) {
    case 404:
      return request.upstream
        ? null
        : `open() "/usr/share/nginx/html${request.uri.split('?')[0]}" failed (2: No such file or directory)`;
    case 429:
      return 'limiting requests, excess: 20.480 by zone "perip"';
    case 502:
      return 'connect() failed (111: Connection refused) while connecting to upstream';
    case 503:
      return 'no live upstreams while connecting to upstream';
    case 504:
      return 'upstream timed out (110: Connection timed out) while reading response header from upstream';
    default:
      return null;
  }
}

/** What NGINX writes about a request to its error log; null for most. */
export function errorLine(request: AccessRequest): string | null {
  const text = errorText(request);
  if (text === null) {
    return null;
  }
  const [upstream] = request.upstream.split(',');
  const parts = [
    `client: ${request.client}`,
    `server: ${request.virtualHost}`,
    `request: "${requestLine(request)}"`,
    ...(upstream ? [`upstream: "http://${upstream}${request.uri}"`] : []),
    `host: "${request.virtualHost}"`,
    ...(request.referrer ? [`referrer: "${request.referrer}"`] : []),
  ];
  const connection = (Math.floor(request.at / 1000) % 100_000) * 10 + (request.n % 10);
  return `${timeError(request.at)} [error] 29#29: *${connection} ${text}, ${parts.join(', ')}`;
}

import { Random } from '../../../fleet/random';
import { pushProtobuf, type Entry } from './pushProtobuf';

/** What a large log is made of. */
interface LargeLogOptions {
  requests: number;
  /** Unix seconds; its end is not part of it. */
  from: number;
  to: number;
  hosts: number;
  uris: number;
  clients: number;
  seed: number;
}

const SECTIONS = ['shop', 'blog', 'api/v1', 'api/v2', 'assets', 'docs', 'user', 'search'];
const KINDS = ['item', 'page', 'list', 'view', 'post', 'order'];
const EXTENSIONS = ['.css', '.js', '.png', '.svg'];
const SYSTEMS = [
  'X11; Linux x86_64',
  'Windows NT 10.0; Win64; x64',
  'Macintosh; Intel Mac OS X 10_15_7',
  'Linux; Android 14',
];
const BOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'curl/8.5.0',
];
const STATUSES = [200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 429, 499, 500, 502, 503, 504];
const USUAL = [820, 20, 20, 10, 15, 15, 30, 5, 8, 5, 35, 3, 4, 4, 3, 2, 1];
/** For ten minutes of each hour an upstream fails. */
const FAILING = [740, 20, 20, 10, 15, 15, 30, 5, 8, 5, 35, 3, 14, 20, 40, 15, 5];
/** The virtual hosts of every large log. */
export const VIRTUAL_HOSTS = ['www', 'shop', 'blog', 'api', 'docs', 'static'].map((name) => `${name}.shop.example`);
const VIRTUAL_HOST_WEIGHTS = [40, 25, 10, 15, 5, 5];

const range = (length: number) => Array.from({ length }, (_, index) => index);

/** Draws indices with given weights, in two steps whatever their number (Walker's method of aliases). */
function weighted(weights: readonly number[]): (random: Random) => number {
  const { length } = weights;
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / length;
  const left = weights.map((weight) => weight / mean);
  const alias = range(length);
  const small = range(length).filter((index) => (left[index] ?? 0) < 1);
  const large = range(length).filter((index) => (left[index] ?? 0) >= 1);
  for (let poor = small.pop(); poor !== undefined; poor = small.pop()) {
    const rich = large.pop();
    if (rich === undefined) {
      break;
    }
    alias[poor] = rich;
    left[rich] = (left[rich] ?? 0) - (1 - (left[poor] ?? 0));
    ((left[rich] ?? 0) < 1 ? small : large).push(rich);
  }
  return (random) => {
    const index = random.int(length);
    return random.next() < (left[index] ?? 1) ? index : (alias[index] ?? index);
  };
}

function uris(count: number, random: Random): string[] {
  return range(count).map((index) => {
    if (index === 0) {
      return '/';
    }
    const section = SECTIONS[index % SECTIONS.length] ?? '';
    return `/${section}/${random.pick(KINDS)}-${index}${section === 'assets' ? random.pick(EXTENSIONS) : ''}`;
  });
}

function addresses(count: number, random: Random): string[] {
  const found = new Set<string>();
  while (found.size < count) {
    found.add(`${1 + random.int(222)}.${random.int(256)}.${random.int(256)}.${1 + random.int(253)}`);
  }
  return [...found];
}

const COUNTRIES = 'US DE FR GB NL PL SE JP BR IN CA AU ES IT CH AT DK NO FI CZ'.split(' ');

/** One request, as the truth of what the log says. */
export interface LargeLogRequest {
  /** Unix milliseconds. */
  at: number;
  host: string;
  uri: string;
  client: string;
  country: string;
  agent: string;
  referrer: string;
  method: string;
  status: string;
  virtualHost: string;
  bytes: number;
  /** Seconds, as logged: with three decimals. */
  seconds: number;
  upstream: string;
}

/**
 * A log with known numbers, too large to be read often: requests spread evenly over the range, URIs and clients as
 * unevenly as those of real sites (by powers of their rank). The same options make the same log.
 */
export class LargeLog {
  readonly hosts: readonly string[];
  private readonly columns: Record<
    'host' | 'uri' | 'client' | 'agent' | 'referrer' | 'status' | 'virtual',
    Uint16Array
  >;
  private readonly milliseconds: Float64Array;
  private readonly seconds: Float64Array;
  private readonly uris: readonly string[];
  private readonly clients: readonly string[];
  private readonly agents: readonly string[];
  private readonly referrers: readonly string[];
  /** All requests, kept: to make a million of them takes seconds, and each list that is judged walks over all. */
  private kept: readonly LargeLogRequest[] | undefined;

  constructor(readonly options: LargeLogOptions) {
    const { requests, seed } = options;
    const random = new Random('large log', seed);
    this.hosts = range(options.hosts).map((index) => `web-${String(index + 1).padStart(2, '0')}`);
    this.uris = uris(options.uris, random);
    this.clients = addresses(options.clients, random);
    this.agents = SYSTEMS.flatMap((system) =>
      range(10).map(
        (index) =>
          `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${120 + index}.0.0.0 Safari/537.36`
      )
    ).concat(BOTS);
    this.referrers = [
      ...new Array<string>(150).fill(''),
      ...range(300).map((index) => `https://ref${String(index).padStart(3, '0')}.example/path`),
    ];
    const column = () => new Uint16Array(requests);
    this.columns = {
      ...{ host: column(), uri: column(), client: column(), agent: column() },
      ...{ referrer: column(), status: column(), virtual: column() },
    };
    this.milliseconds = new Float64Array(requests);
    this.seconds = new Float64Array(requests);
    this.fill(random);
  }

  private fill(random: Random): void {
    const { requests, from, to } = this.options;
    const drawHost = weighted(this.hosts.map((_, index) => 1 / (index + 1) ** 0.5));
    const drawUri = weighted(this.uris.map((_, index) => 1 / (index + 3) ** 0.8));
    const drawClient = weighted(this.clients.map((_, index) => 1 / (index + 50) ** 0.5));
    const drawAgent = weighted(this.agents.map((_, index) => [2, 1, 1][index - 40] ?? 2.4));
    const drawVirtual = weighted(VIRTUAL_HOST_WEIGHTS);
    const [usual, failing] = [weighted(USUAL), weighted(FAILING)];
    const gap = (1000 * (to - from)) / requests;
    for (let index = 0; index < requests; index++) {
      const at = Math.floor(1000 * from + (index + random.next()) * gap);
      const isFailing = Math.floor((at / 1000 - from) % 3600) >= 1800 && Math.floor((at / 1000 - from) % 3600) < 2400;
      const uri = drawUri(random);
      const status = (isFailing ? failing : usual)(random);
      this.milliseconds[index] = at;
      this.columns.host[index] = drawHost(random);
      this.columns.uri[index] = uri;
      this.columns.client[index] = drawClient(random);
      this.columns.agent[index] = drawAgent(random);
      this.columns.referrer[index] = random.int(this.referrers.length);
      this.columns.status[index] = status;
      this.columns.virtual[index] = drawVirtual(random);
      const slow = (STATUSES[status] ?? 0) >= 500 ? 6 : 1;
      this.seconds[index] = Math.round(1000 * slow * random.logNormal(0.004 + (uri % 97) / 900, 0.7)) / 1000;
    }
  }

  /** @throws where there is no such request */
  at(index: number): LargeLogRequest {
    const { columns } = this;
    const of = (name: keyof typeof columns, values: readonly string[]) => values[columns[name][index] ?? NaN] ?? '';
    const uri = columns.uri[index] ?? 0;
    const client = columns.client[index] ?? 0;
    const status = STATUSES[columns.status[index] ?? NaN] ?? 0;
    const milliseconds = this.milliseconds[index];
    if (milliseconds === undefined) {
      throw new Error(`the log has no request ${index}`);
    }
    return {
      at: milliseconds,
      host: of('host', this.hosts),
      uri: this.uris[uri] ?? '',
      client: this.clients[client] ?? '',
      country: COUNTRIES[client % COUNTRIES.length] ?? '',
      agent: of('agent', this.agents),
      referrer: of('referrer', this.referrers),
      method: status === 201 || uri % 11 === 0 ? 'POST' : 'GET',
      status: String(status),
      virtualHost: of('virtual', VIRTUAL_HOSTS),
      bytes: status === 204 || status === 304 ? 0 : 200 + ((uri * 7919) % 60_000),
      seconds: this.seconds[index] ?? 0,
      upstream: `10.0.${columns.host[index] ?? 0}.${client % 8}:8080`,
    };
  }

  *requests(): Generator<LargeLogRequest> {
    for (let index = 0; index < this.options.requests; index++) {
      yield this.at(index);
    }
  }

  /** How many requests have each value, in one walk over all of them. */
  countBy(key: (request: LargeLogRequest) => string | undefined): Map<string, number> {
    const counts = new Map<string, number>();
    this.kept ??= [...this.requests()];
    for (const request of this.kept) {
      const value = key(request);
      if (value !== undefined) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
    return counts;
  }
}

/** A request as the `json_analytics` format that the NGINX dashboards of grafana.com ask for: 1.2 kB a line. */
export function analyticsLine(request: LargeLogRequest, index: number): string {
  const { at, uri, method, status, bytes, seconds, virtualHost } = request;
  const iso = new Date(at).toISOString();
  const id = (Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').repeat(4);
  return `{"msec": "${(at / 1000).toFixed(3)}", "connection": "${index}", "connection_requests": "${index % 64}", "pid": "${1000 + (index % 8)}", "request_id": "${id}", "request_length": "${300 + (index % 512)}", "remote_addr": "${request.client}", "remote_user": "", "remote_port": "${1024 + (index % 32768)}", "time_local": "${iso}", "time_iso8601": "${iso}", "request": "${method} ${uri} HTTP/1.1", "request_uri": "${uri}", "args": "", "status": "${status}", "body_bytes_sent": "${bytes}", "bytes_sent": "${bytes + 380}", "http_referer": "${request.referrer}", "http_user_agent": "${request.agent}", "http_x_forwarded_for": "", "http_host": "${virtualHost}", "server_name": "${virtualHost}", "request_time": "${seconds.toFixed(3)}", "upstream": "${request.upstream}", "upstream_connect_time": "0.001", "upstream_header_time": "${(seconds * 0.8).toFixed(3)}", "upstream_response_time": "${(seconds * 0.9).toFixed(3)}", "upstream_response_length": "${bytes}", "upstream_cache_status": "", "ssl_protocol": "TLSv1.3", "ssl_cipher": "TLS_AES_256_GCM_SHA384", "scheme": "https", "request_method": "${method}", "server_protocol": "HTTP/1.1", "pipe": ".", "gzip_ratio": "", "http_cf_ray": "", "geoip_country_code": "${request.country}"}`;
}

/** Pushes the log to Loki, a stream for each host. Each line has a nanosecond of its own. */
export function pushLargeLog(url: string, log: LargeLog, job: string): Promise<void> {
  const lines = function* (): Generator<readonly [string, Entry]> {
    let index = 0;
    for (const request of log.requests()) {
      const { at, host } = request;
      const entry = {
        seconds: Math.floor(at / 1000),
        // None at the very beginning, which a range that ends two hours later does not hold.
        nanos: (at % 1000) * 1e6 + 1 + (index % 999_999),
        line: analyticsLine(request, index),
      };
      index += 1;
      yield [`{filename="/var/log/nginx/access.log", host="${host}", job="${job}"}`, entry];
    }
  };
  return pushProtobuf(url, lines());
}

import { emptyAnswer } from './emptyAnswer';
import type { UpstreamName, UpstreamRequest, WorkbenchState } from './WorkbenchState';

/** An answer of Prometheus or Loki. */
export interface UpstreamAnswer {
  status: number;
  contentType: string;
  body: string;
}

export interface UpstreamCall {
  via: UpstreamRequest['via'];
  method: 'GET' | 'POST';
  path: string;
  params: URLSearchParams;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface UpstreamTimeouts {
  /** How long Prometheus or Loki may take. */
  upstreamMs: number;
  /** How long an injected `timeout` takes. */
  faultMs: number;
}

/** No answer came: the message is the one that Grafana's Go client gives. */
export class UpstreamUnreachable extends Error {}

/** The real Prometheus or Loki, with injected faults, recording every request. */
export class Upstream {
  constructor(
    readonly name: UpstreamName,
    readonly baseUrl: string | undefined,
    private readonly state: WorkbenchState,
    private readonly timeouts: UpstreamTimeouts
  ) {}

  async call(call: UpstreamCall): Promise<UpstreamAnswer> {
    const base = (this.baseUrl ?? `http://127.0.0.1:1`).replace(/\/+$/, '');
    const query = call.params.toString();
    const url = call.method === 'GET' && query ? `${base}${call.path}?${query}` : `${base}${call.path}`;
    const prefix = `${call.method === 'POST' ? 'Post' : 'Get'} "${url}": `;
    const fault = this.baseUrl ? this.state.faults[this.name] : 'down';
    switch (fault) {
      case 'down':
        throw new UpstreamUnreachable(`${prefix}${refused(new URL(base))}`);
      case 'timeout':
        await wait(this.timeouts.faultMs, call.signal);
        throw new UpstreamUnreachable(`${prefix}${TIMED_OUT}`);
      case '429':
        return {
          status: 429,
          contentType: 'text/plain',
          body: 'injected by the workbench: too many outstanding requests\n',
        };
      case '500':
        return { status: 500, contentType: 'text/plain', body: 'injected by the workbench: internal error\n' };
      case 'empty':
        return { status: 200, contentType: 'application/json', body: JSON.stringify(emptyAnswer(this.name, call)) };
      case 'ok':
        return this.send(url, prefix, call);
    }
  }

  private async send(url: string, prefix: string, call: UpstreamCall): Promise<UpstreamAnswer> {
    const started = performance.now();
    const record: UpstreamRequest = {
      upstream: this.name,
      via: call.via,
      method: call.method,
      path: call.path,
      query: call.params.get('query') ?? (call.params.getAll('match[]').join(', ') || null),
      params: Object.fromEntries(call.params),
      status: 0,
      ms: 0,
      bytes: 0,
      processed: 0,
      at: new Date().toISOString(),
    };
    this.state.requests.push(record);
    const timeout = AbortSignal.timeout(this.timeouts.upstreamMs);
    try {
      const response = await fetch(url, {
        method: call.method,
        headers: call.headers,
        body: call.method === 'POST' ? call.params : undefined,
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      const body = await response.text();
      record.status = response.status;
      record.bytes = Buffer.byteLength(body);
      record.processed = Number(/"totalBytesProcessed":(\d+)/.exec(body)?.[1] ?? 0);
      return { status: response.status, contentType: response.headers.get('content-type') ?? 'text/plain', body };
    } catch (error) {
      if (call.signal?.aborted) {
        throw error;
      }
      throw new UpstreamUnreachable(`${prefix}${timeout.aborted ? TIMED_OUT : goMessage(error, new URL(url))}`);
    } finally {
      record.ms = Math.round(performance.now() - started);
    }
  }
}

const TIMED_OUT = 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';

function refused({ hostname, port, protocol }: URL): string {
  return `dial tcp ${hostname}:${port || (protocol === 'https:' ? '443' : '80')}: connect: connection refused`;
}

/** Says what went wrong in the words of Go's network stack, which are those Grafana shows. */
function goMessage(error: unknown, url: URL): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ECONNREFUSED':
      return refused(url);
    case 'ENOTFOUND':
      return `dial tcp: lookup ${url.hostname}: no such host`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'EOF';
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}

function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

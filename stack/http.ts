/** An answer that is not a success; the message holds what the server said. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly url: string,
    readonly body: string
  ) {
    super(`${status} from ${url}: ${body.trim().slice(0, 300)}`);
    this.name = 'HttpError';
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST';
  json?: unknown;
  /** `user:password`. */
  basicAuth?: string;
  timeoutMs?: number;
}

/** Asks a server of the stack and returns what it said; never waits for ever. */
export async function request(url: string, options: RequestOptions = {}): Promise<string> {
  const { method = 'GET', json, basicAuth, timeoutMs = 10_000 } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(basicAuth === undefined ? {} : { authorization: `Basic ${Buffer.from(basicAuth).toString('base64')}` }),
    },
    body: json === undefined ? undefined : JSON.stringify(json),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body = await response.text();
  if (!response.ok) {
    throw new HttpError(response.status, url, body);
  }
  return body;
}

import { isFetchError } from '@grafana/runtime';
import { Problem } from './Problem';

interface Blamed {
  /** The data source's name, as its administrators call it. */
  name: string;
  kind: 'Prometheus' | 'Loki' | 'Grafana';
}

/** Go's clients put the whole address before the cause, which is then cut off. */
const withoutAddress = (text: string) => text.replace(/\b(Get|Post) "[^"]*": /g, '');

function serverMessage(data: unknown): string {
  if (typeof data === 'string') {
    return withoutAddress(data).trim().slice(0, 500);
  }
  if (typeof data === 'object' && data !== null) {
    const { error, message, detail, results } = data as Record<string, unknown>;
    // Grafana's query API puts each query's own error beside its refId.
    const inner = typeof results === 'object' && results !== null ? Object.values(results).map(serverMessage) : [];
    const own = inner.filter((text) => text !== '').join('; ');
    if (own !== '') {
      return own.slice(0, 500);
    }
    const texts = [error, message, detail].filter((text): text is string => typeof text === 'string' && text !== '');
    return withoutAddress([...new Set(texts)].join(': '))
      .trim()
      .slice(0, 500);
  }
  return '';
}

/** The status that the data source answered with: Grafana's query API answers 400 whatever it was. */
function innerStatus(data: unknown): number | undefined {
  const results = typeof data === 'object' && data !== null && 'results' in data ? data.results : undefined;
  const statuses = Object.values(typeof results === 'object' && results !== null ? results : {}).map(
    (result: unknown) =>
      typeof result === 'object' && result !== null && 'error' in result && 'status' in result
        ? result.status
        : undefined
  );
  return statuses.find((status): status is number => typeof status === 'number');
}

function messageId(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'messageId' in data ? data.messageId : undefined;
}

/** What Grafana says of a resource call that its server failed, or never answered; the cause stands in Grafana's log alone. */
export function hidesCause(error: unknown): boolean {
  return isFetchError(error) && messageId(error.data) === 'plugin.requestFailureError';
}

const LIMIT =
  /max(imum)?[ _-](number of |of series|query|entries|series|samples|resolution)|too many (samples|series|bytes)|limit exceeded|exceeds the limit|would load too many/i;
/** Refused whatever it asks: a query that is smaller, or cut into more, would fare no better. */
const BUSY = /too many (outstanding )?requests|too many outstanding|rate limit/i;
const TIMEOUT = /timed? ?out|deadline exceeded|context canceled while|query timed/i;
const UNREACHABLE =
  /connection refused|no such host|dial tcp|bad gateway|\bEOF\b|connect: |network is unreachable|service unavailable/i;

/** Any failure of a request, as a problem that names the data source, the cause and the way out. */
export function problemOf(error: unknown, { name, kind }: Blamed): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const status = isFetchError(error) ? (innerStatus(error.data) ?? error.status) : 0;
  const said = isFetchError(error)
    ? serverMessage(error.data) || (error.statusText ?? '')
    : error instanceof Error
      ? error.message
      : String(error);
  const quoted = said === '' ? `HTTP ${status}` : `“${said}”${status ? ` (HTTP ${status})` : ''}`;
  if (status === 401 || status === 403) {
    return new Problem(
      'forbidden',
      `You may not query ${name}`,
      quoted,
      `Ask an administrator for the permission to query the data source ${name} (datasources:query).`
    );
  }
  if (status === 404 && /data ?source/i.test(said)) {
    return new Problem(
      'no-data-source',
      `The data source ${name} is gone`,
      quoted,
      'Choose another in the settings of Quayside, or create it again.'
    );
  }
  if (BUSY.test(said) || (status === 429 && !LIMIT.test(said))) {
    return new Problem(
      'busy',
      `${name} has too much to do`,
      quoted,
      `Refresh in a moment. If it happens often, look who else asks ${kind}, or let it queue more queries (Loki: max_outstanding_per_tenant).`
    );
  }
  if (LIMIT.test(said)) {
    return new Problem(
      'limit',
      `${kind} refused a query that is too large`,
      quoted,
      'Choose a shorter time range, fewer hosts or a narrower search; or raise the limit that the message names.'
    );
  }
  if (status === 504 || TIMEOUT.test(said)) {
    return new Problem(
      'timeout',
      `${name} did not answer in time`,
      quoted,
      `Choose a shorter time range. If small queries take long too, look at the load of ${kind} itself.`
    );
  }
  if (hidesCause(error)) {
    return new Problem(
      'unreachable',
      `${name} did not answer`,
      quoted,
      `Look whether ${kind} runs, whether the address of the data source ${name} is right as seen from Grafana’s server, and whether ${kind} is so busy that it answers too late. Grafana’s log names the cause.`
    );
  }
  if (status === 502 || status === 503 || UNREACHABLE.test(said)) {
    return new Problem(
      'unreachable',
      `${name} cannot be reached`,
      quoted,
      `Look whether ${kind} runs, and whether the address of the data source ${name} is right, as seen from Grafana’s server.`
    );
  }
  if (status === 400 || status === 422) {
    return new Problem(
      'refused',
      `${kind} refused a query`,
      quoted,
      'The server may be older than Quayside needs, or the conventions name a label that it cannot take: look at the settings.'
    );
  }
  return new Problem(
    'unexpected',
    `${name} answered with an error`,
    quoted,
    `Look into the log of ${kind} and of Grafana at this time; try again.`
  );
}

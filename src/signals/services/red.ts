import { LABEL_NAME, type Matcher } from '../promql';
import type { MetricFamily } from './metricFamily';
import { byLabels, over, seriesOf, type ServiceContext, type ServiceSignal } from './serviceContext';

/** Where an application counts its requests, and how it says that one failed. */
export interface Requests {
  family: MetricFamily;
  /** The label that says what became of a request: a status code, or a word. */
  status: string;
}

/** Labels that say what became of a request, the most telling first. */
export const STATUS_LABELS = [
  'code',
  'status_code',
  'http_status_code',
  'http_response_status_code',
  'status',
  'http_status',
  'grpc_code',
  'rpc_grpc_status_code',
  'outcome',
  'result',
] as const;

/**
 * What a failed request says: 5xx of HTTP, the codes of gRPC for which the server is to blame, and words. What a client
 * did wrong (4xx, refused) is none of them.
 */
const FAILED_WORDS = 'errors?|fail|failed|failure|exception|timeout|server_error';
const FAILED_CODES =
  '5[0-9][0-9]|5xx|5XX|Unknown|UNKNOWN|DeadlineExceeded|DEADLINE_EXCEEDED|Unimplemented|UNIMPLEMENTED|Internal|INTERNAL|Unavailable|UNAVAILABLE|DataLoss|DATA_LOSS';
const FAILED = `${FAILED_CODES}|(?i:${FAILED_WORDS})`;

/** The counter of requests of a family: a counter itself, or what counts the observations of a histogram or summary. */
const counterOf = ({ name, type }: MetricFamily) =>
  type === 'counter' || type === 'native histogram' ? name : `${name}_count`;

function rateOf(context: ServiceContext, { family }: Requests, own: readonly string[], extra: readonly Matcher[] = []) {
  const sums = `sum${byLabels(context, own)} (rate(${over(context, seriesOf(context, counterOf(family), extra))}))`;
  return family.type === 'native histogram' ? `histogram_count(${sums})` : sums;
}

const define = (
  requests: Requests,
  id: string,
  title: string,
  unit: ServiceSignal['unit'],
  description: string,
  query: ServiceSignal['query']
): ServiceSignal => ({
  id: `service.metric.${requests.family.name}.${id}`,
  title,
  description,
  unit,
  source: 'metrics',
  subject: 'service',
  needs: [counterOf(requests.family)],
  query,
});

/** Requests a second, of all instances. */
export function requestRate(requests: Requests): ServiceSignal {
  return define(requests, 'requests', 'Requests', 'requests per second', 'Requests a second.', (context) =>
    rateOf(context, requests, [])
  );
}

/** Requests a second by what became of them. */
export function requestsByStatus(requests: Requests): ServiceSignal {
  return define(
    requests,
    'requests.status',
    'Requests by status',
    'requests per second',
    `Requests a second, by ${requests.status}.`,
    (context) => rateOf(context, requests, [requests.status])
  );
}

/**
 * The share of requests that failed, 0 to 1. 0 where requests are counted and none of them failed; no value where there
 * was no request.
 */
export function requestErrors(requests: Requests): ServiceSignal {
  return define(
    requests,
    'errors.ratio',
    'Errors',
    'ratio',
    `Share of requests whose ${requests.status} says that the application failed: 5xx, a code of gRPC that blames the server, or a word such as failed. Not what clients did wrong.`,
    (context) => {
      const all = rateOf(context, requests, []);
      const failed = rateOf(context, requests, [], [{ label: requests.status, op: '=~', value: FAILED }]);
      return `((${failed}) or 0 * (${all})) / (${all} > 0)`;
    }
  );
}

/** Whether a value of a status label is that of a failed request, as `requestErrors` counts it. */
export function isFailure(value: string): boolean {
  return new RegExp(`^(?:${FAILED_CODES})$`).test(value) || new RegExp(`^(?:${FAILED_WORDS})$`, 'i').test(value);
}

/** The label by which a family says what became of its requests, among those that it has; nothing where none does. */
export function statusLabel(labels: readonly string[]): string | undefined {
  return STATUS_LABELS.find((label) => LABEL_NAME.test(label) && labels.includes(label));
}

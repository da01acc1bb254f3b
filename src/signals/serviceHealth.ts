import { select, type Matcher } from './promql';
import type { Signal, SignalContext } from './signal';

/** Applications name no host by a label of their own: a scope of hosts or containers has none of them. */
function matchersOf({ scope }: SignalContext, extra: readonly Matcher[] = []): Matcher[] {
  const nobody: Matcher[] =
    scope.hosts?.length || scope.containers?.length ? [{ label: 'job', op: '=', value: '' }] : [];
  return [...nobody, ...extra];
}

/**
 * Under which names applications count requests, and in which label each says how it answered: what the client libraries
 * and their middlewares, and OpenTelemetry's conventions for HTTP, write by default.
 */
const REQUESTS: ReadonlyArray<{ metric: string; label: string }> = [
  ...['http_requests_total', 'http_request_duration_seconds_count'].flatMap((metric) =>
    ['code', 'status', 'status_code'].map((label) => ({ metric, label }))
  ),
  { metric: 'http_server_request_duration_seconds_count', label: 'http_response_status_code' },
];

const ALL = '[1-5].*';
const FAILED = '5.*';

function requests(context: SignalContext, status: string, by: readonly string[] = ['job']): string {
  return REQUESTS.map(({ metric, label }) => {
    const selector = select(metric, matchersOf(context, [{ label, op: '=~', value: status }]));
    return `sum by (${by.join(', ')}) (rate(${selector}[${context.window}]))`;
  }).join(' or ');
}

/** Requests a second that applications count themselves, and those that they answered with 5xx, by labels of their targets. */
export function requestRates(context: SignalContext, by: readonly string[]): { all: string; failed: string } {
  return { all: requests(context, ALL, by), failed: requests(context, FAILED, by) };
}

const SERVICE_METRICS = [...new Set(REQUESTS.map(({ metric }) => metric))];
const REMEDY = `Comes from the application’s own /metrics: one of ${SERVICE_METRICS.join(', ')}, with a label for the status.`;

/** Signals of whether applications do well, from what nearly all of them expose. */
export const SERVICE_HEALTH_SIGNALS = {
  requests: {
    id: 'service.requests',
    title: 'Requests of a service',
    description: 'Requests that an application counts itself, over all its instances.',
    unit: 'requests per second',
    source: 'metrics',
    subject: 'service',
    needs: SERVICE_METRICS,
    remedy: REMEDY,
    query: (context) => requests(context, ALL),
  },
  errorRatio: {
    id: 'service.errors.ratio',
    title: 'Errors of a service',
    description: 'Share of its requests that an application answered with 5xx, over all its instances.',
    unit: 'ratio',
    source: 'metrics',
    subject: 'service',
    needs: SERVICE_METRICS,
    remedy: REMEDY,
    query: (context) => `(${requests(context, FAILED)}) / on (job) ((${requests(context, ALL)}) > 0)`,
  },
  restarts: {
    id: 'service.restarts',
    title: 'Restarts of a process',
    description: 'How often a scraped process has started anew within the range, by its own start time.',
    unit: 'count',
    source: 'metrics',
    subject: 'program',
    needs: ['process_start_time_seconds'],
    query: (context) =>
      `sum by (job, instance) (changes(${select('process_start_time_seconds', matchersOf(context))}[${context.range}]))`,
  },
  files: {
    id: 'service.files.ratio',
    title: 'Open files of a process',
    description: 'Open file descriptors as a share of what the process may have open.',
    unit: 'ratio',
    source: 'metrics',
    subject: 'program',
    needs: ['process_open_fds', 'process_max_fds'],
    query: (context) => {
      const max = (metric: string) => `max by (job, instance) (${select(metric, matchersOf(context))})`;
      return `${max('process_open_fds')} / (${max('process_max_fds')} > 0)`;
    },
  },
} satisfies Record<string, Signal>;

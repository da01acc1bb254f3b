import { select, type Matcher } from './promql';
import type { Signal, SignalContext } from './signal';

const BY = 'by (job, instance)';

/** Monitoring watches over everything: a scope of hosts or containers has nothing of it. */
function selected({ scope }: SignalContext, metric: string, extra: readonly Matcher[] = []): string {
  const nobody: Matcher[] =
    scope.hosts?.length || scope.containers?.length ? [{ label: 'job', op: '=', value: '' }] : [];
  return select(metric, [...nobody, ...extra]);
}

/** How much these counters have grown within the range, each program's together. What one does not export is left out. */
const grown = (metrics: readonly string[]) => (context: SignalContext) => {
  const any = metrics.map((metric) => `increase(${selected(context, metric)}[${context.range}])`);
  // Each alternative has its own name in place of the metric’s, which `increase` takes away.
  const named = any.map((one, index) =>
    any.length > 1 ? `label_replace(${one}, "counter", "${index}", "", "")` : one
  );
  return `sum ${BY} (${named.join(' or ')})`;
};

const rate = (context: SignalContext, metric: string, extra: readonly Matcher[] = []) =>
  `sum ${BY} (rate(${selected(context, metric, extra)}[${context.window}]))`;

const SELF_REMEDY = 'Let Prometheus scrape itself, Loki and Alertmanager: each exposes /metrics on its own port.';

const define = (definition: Omit<Signal, 'source' | 'subject' | 'remedy'>): Signal => ({
  source: 'metrics',
  subject: 'program',
  remedy: SELF_REMEDY,
  ...definition,
});

const RELOADS = ['prometheus_config_last_reload_successful', 'alertmanager_config_last_reload_successful'];
const RULE_FAILURES = ['prometheus_rule_evaluation_failures_total', 'loki_prometheus_rule_evaluation_failures_total'];
const STORAGE_FAILURES = [
  'prometheus_tsdb_compactions_failed_total',
  'prometheus_tsdb_reloads_failures_total',
  'prometheus_tsdb_wal_corruptions_total',
  'prometheus_tsdb_wal_writes_failed_total',
  'loki_ingester_chunks_flush_failures_total',
  'loki_ingester_wal_disk_full_failures_total',
];
const REJECTED = [
  'prometheus_target_scrapes_sample_duplicate_timestamp_total',
  'prometheus_target_scrapes_sample_out_of_order_total',
  'prometheus_target_scrapes_sample_out_of_bounds_total',
];
const REFUSED_SCRAPES = [
  'prometheus_target_scrapes_exceeded_sample_limit_total',
  'prometheus_target_scrapes_exceeded_body_size_limit_total',
  'prometheus_target_scrape_pool_exceeded_label_limits_total',
];

/** Signals of the monitoring itself: Prometheus, Loki and Alertmanager. */
export const MONITORING_SIGNALS = {
  reloaded: define({
    id: 'monitoring.config.reloaded',
    title: 'Configuration is loaded',
    description: '1 where the last reload of the configuration succeeded, 0 where it failed and the old one is in use.',
    unit: 'state',
    needs: RELOADS,
    query: (context) => RELOADS.map((metric) => `min ${BY} (${selected(context, metric)})`).join(' or '),
  }),
  ruleFailures: define({
    id: 'monitoring.rules.failures',
    title: 'Rules that fail',
    description: 'Evaluations of rules that failed within the range, in Prometheus and in Loki’s ruler.',
    unit: 'count',
    needs: RULE_FAILURES,
    query: grown(RULE_FAILURES),
  }),
  storageFailures: define({
    id: 'monitoring.storage.failures',
    title: 'Failures to store',
    description: 'Failed compactions, flushes and writes of Prometheus and Loki within the range.',
    unit: 'count',
    needs: STORAGE_FAILURES,
    query: grown(STORAGE_FAILURES),
  }),
  rejectedSamples: define({
    id: 'monitoring.samples.rejected',
    title: 'Rejected samples',
    description:
      'Scraped samples that Prometheus threw away within the range: a duplicate, out of order, or too far from now.',
    unit: 'count',
    needs: REJECTED,
    query: grown(REJECTED),
  }),
  refusedScrapes: define({
    id: 'monitoring.scrapes.refused',
    title: 'Refused scrapes',
    description:
      'Whole scrapes that Prometheus threw away within the range, since a target exposed more than its limit.',
    unit: 'count',
    needs: REFUSED_SCRAPES,
    query: grown(REFUSED_SCRAPES),
  }),
  discardedLines: define({
    id: 'monitoring.lines.discarded',
    title: 'Discarded log lines',
    description: 'Lines that Loki did not take within the range: over a limit, too old, or too long.',
    unit: 'count',
    needs: ['loki_discarded_samples_total'],
    query: grown(['loki_discarded_samples_total']),
  }),
  series: define({
    id: 'monitoring.series',
    title: 'Series in memory',
    description: 'Series that Prometheus holds in memory. Its memory grows with them.',
    unit: 'count',
    needs: ['prometheus_tsdb_head_series'],
    query: (context) => `max ${BY} (${selected(context, 'prometheus_tsdb_head_series')})`,
  }),
  requestErrors: define({
    id: 'monitoring.loki.errors.ratio',
    title: 'Errors of Loki',
    description: 'Share of requests that Loki answered with 5xx.',
    unit: 'ratio',
    needs: ['loki_request_duration_seconds_count'],
    query: (context) => {
      const failed = rate(context, 'loki_request_duration_seconds_count', [
        { label: 'status_code', op: '=~', value: '5..' },
      ]);
      return `${failed} / (${rate(context, 'loki_request_duration_seconds_count')} > 0)`;
    },
  }),
  notificationErrors: define({
    id: 'monitoring.notifications.errors.ratio',
    title: 'Notifications that fail',
    description:
      'Share of alerts that Prometheus could not give to Alertmanager, and Alertmanager not to its receivers.',
    unit: 'ratio',
    needs: [
      'prometheus_notifications_errors_total',
      'prometheus_notifications_sent_total',
      'alertmanager_notifications_failed_total',
      'alertmanager_notifications_total',
    ],
    query: (context) =>
      [
        ['prometheus_notifications_errors_total', 'prometheus_notifications_sent_total'],
        ['alertmanager_notifications_failed_total', 'alertmanager_notifications_total'],
      ]
        .map(([failed = '', all = '']) => `${rate(context, failed)} / (${rate(context, all)} > 0)`)
        .join(' or '),
  }),
} satisfies Record<string, Signal>;

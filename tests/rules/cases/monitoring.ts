import { text, type Case, type Labels, type Series } from '../support';

const at = (metric: string, values: string, labels: Labels = {}): Series => ({
  series: text(metric, { job: 'prometheus', instance: 'monitor-1:9090', ...labels }),
  values,
});

const PROMETHEUS = { job: 'prometheus', instance: 'monitor-1:9090' };
const LOKI = { job: 'loki', instance: 'monitor-1:3100' };
const ALERTMANAGER = { job: 'alertmanager', instance: 'monitor-1:9093' };

/** Checks of counters that must not grow: each with one of its metrics, which grows, begins anew, or rests. */
const COUNTED: ReadonlyArray<[check: string, metric: string, who: Labels, window: string]> = [
  ['rules-fail', 'prometheus_rule_evaluation_failures_total', PROMETHEUS, '10m'],
  ['rules-fail', 'loki_prometheus_rule_evaluation_failures_total', LOKI, '10m'],
  ['storage-fails', 'prometheus_tsdb_compactions_failed_total', PROMETHEUS, '1h'],
  ['storage-fails', 'loki_ingester_chunks_flush_failures_total', LOKI, '1h'],
  ['samples-rejected', 'prometheus_target_scrapes_sample_out_of_order_total', PROMETHEUS, '10m'],
  ['scrapes-refused', 'prometheus_target_scrapes_exceeded_sample_limit_total', PROMETHEUS, '10m'],
  ['log-lines-discarded', 'loki_discarded_samples_total', LOKI, '10m'],
];

const GROWING = COUNTED.flatMap(([check, metric, who]): Case[] => [
  {
    check,
    name: `fires when ${metric} grows for five minutes`,
    series: [at(metric, '4x40 4+1x60', who)],
    fires: [
      { at: '10m', labels: [] },
      { at: '16m', labels: [who] },
    ],
  },
  {
    check,
    name: `does not fire when ${metric} rests or begins anew`,
    series: [at(metric, '9x40 0x60', who)],
    holds: ['9m', '10m30s', '12m', '20m'].map((moment) => ({ at: moment, labels: [] })),
  },
]);

const requests = (status: string, values: string): Series =>
  at('loki_request_duration_seconds_count', values, { ...LOKI, status_code: status, route: 'push' });

const SHARES: Case[] = [
  {
    check: 'loki-fails',
    name: 'fires when over a tenth of the requests end with 5xx, and not below',
    series: [requests('204', '0+100x200'), requests('500', '0x40 0+5x40 200+20x100')],
    fires: [
      { at: '19m', labels: [] },
      { at: '32m', labels: [LOKI] },
    ],
  },
  {
    check: 'loki-fails',
    name: 'does not fire without any request',
    series: [requests('204', '7x100'), requests('500', '3x100')],
    holds: [{ at: '15m', labels: [] }],
  },
  {
    check: 'notifications-fail',
    name: 'fires when Alertmanager cannot send, or Prometheus not hand on',
    series: [
      at('alertmanager_notifications_total', '0+3x100', { ...ALERTMANAGER, integration: 'email' }),
      at('alertmanager_notifications_failed_total', '0+1x100', { ...ALERTMANAGER, integration: 'email' }),
      at('prometheus_notifications_sent_total', '0+3x100', { alertmanager: 'a' }),
      at('prometheus_notifications_errors_total', '0x40 0+1x60', { alertmanager: 'a' }),
    ],
    fires: [
      { at: '8m', labels: [ALERTMANAGER] },
      { at: '18m', labels: [ALERTMANAGER, PROMETHEUS] },
    ],
  },
  {
    check: 'notifications-fail',
    name: 'does not fire when nothing was to be sent',
    series: [
      at('prometheus_notifications_sent_total', '3x100', { alertmanager: 'a' }),
      at('prometheus_notifications_errors_total', '1x100', { alertmanager: 'a' }),
    ],
    holds: [{ at: '15m', labels: [] }],
  },
];

const STATES: Case[] = [
  {
    check: 'config-not-loaded',
    name: 'fires for the program whose reload failed',
    series: [
      at('prometheus_config_last_reload_successful', '1x20 0x80'),
      at('alertmanager_config_last_reload_successful', '1x100', ALERTMANAGER),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '11m', labels: [PROMETHEUS] },
    ],
  },
  {
    check: 'too-many-series',
    name: 'fires above the number of series for a quarter of an hour',
    series: [at('prometheus_tsdb_head_series', '1900000x40 2100000x100')],
    fires: [
      { at: '20m', labels: [] },
      { at: '27m', labels: [PROMETHEUS] },
    ],
  },
];

const endpoint = (metric: string, values: string, labels: Labels = {}): Series =>
  at(metric, values, { job: 'blackbox', instance: 'https://shop.example.com/', ...labels });
const ENDPOINT = { job: 'blackbox', instance: 'https://shop.example.com/' };
const DAY = 86_400;

const ENDPOINTS: Case[] = [
  {
    check: 'endpoint-down',
    name: 'fires when an endpoint has not answered for three minutes',
    series: [endpoint('probe_success', '1x20 0x80'), endpoint('probe_success', '1x100', { instance: 'https://b/' })],
    fires: [
      { at: '7m', labels: [] },
      { at: '9m', labels: [ENDPOINT] },
    ],
  },
  {
    check: 'endpoint-down',
    name: 'fires when one of two places cannot reach it, and not at a single failure',
    series: [
      endpoint('probe_success', '1x100', { place: 'a' }),
      endpoint('probe_success', '1x10 0 1x20 0x80', { place: 'b' }),
    ],
    fires: [
      { at: '4m', labels: [] },
      { at: '12m', labels: [ENDPOINT] },
    ],
  },
  {
    check: 'certificate-expires',
    name: 'fires two weeks before',
    series: [
      endpoint('probe_ssl_earliest_cert_expiry', `${13 * DAY}x400`),
      endpoint('probe_ssl_earliest_cert_expiry', `${16 * DAY}x400`, { instance: 'https://b/' }),
    ],
    fires: [
      { at: '50m', labels: [] },
      { at: '65m', labels: [ENDPOINT] },
    ],
  },
];

const SHOP = { job: 'shop', instance: 'web-1:3000' };
const asked = (code: string, values: string, labels: Labels = {}): Series =>
  at('http_requests_total', values, { ...SHOP, code, ...labels });

const SERVICES: Case[] = [
  {
    check: 'service-errors',
    name: 'fires when over a twentieth of the requests of all instances fail for five minutes',
    series: [
      asked('200', '0+50x100'),
      asked('500', '0x20 0+10x80'),
      asked('200', '0+50x100', { instance: 'app-1:3000' }),
    ],
    fires: [
      { at: '5m', labels: [] },
      { at: '15m', labels: [{ job: 'shop' }] },
    ],
  },
  {
    check: 'service-errors',
    name: 'does not fire for few requests, nor when a restart begins the counters anew',
    series: [
      asked('200', '0+0.2x100', { job: 'small' }),
      asked('500', '0+0.2x100', { job: 'small' }),
      asked('200', '90000+50x40 0+50x60'),
      asked('500', '800+0.2x40 0+0.2x60'),
    ],
    holds: ['8m', '10m', '10m30s', '12m', '20m'].map((moment) => ({ at: moment, labels: [] })),
  },
  {
    check: 'process-restarts',
    name: 'fires at the third restart within half an hour, by instance',
    series: [
      at('process_start_time_seconds', '1x20 2x20 3x20 4x60', SHOP),
      at('process_start_time_seconds', '1x60 2x60', { ...SHOP, instance: 'app-1:3000' }),
    ],
    fires: [
      { at: '14m', labels: [] },
      { at: '17m', labels: [SHOP] },
    ],
  },
  {
    check: 'open-files-run-out',
    name: 'fires for the process that has nearly all of its files open, and not where no limit is told',
    series: [
      at('process_open_fds', '900x100', SHOP),
      at('process_max_fds', '1024x100', SHOP),
      at('process_open_fds', '900x100', { ...SHOP, instance: 'app-1:3000' }),
      at('process_max_fds', '0x100', { ...SHOP, instance: 'app-1:3000' }),
    ],
    fires: [
      { at: '9m', labels: [] },
      { at: '11m', labels: [SHOP] },
    ],
  },
];

/** What must and what must not make the checks of services, endpoints and monitoring fire. */
export const MONITORING_CASES: readonly Case[] = [...GROWING, ...SHARES, ...STATES, ...ENDPOINTS, ...SERVICES];

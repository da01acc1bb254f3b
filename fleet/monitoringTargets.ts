import type { Fleet, Incident } from './fleet';
import { Series, type FamilyType, type Labels } from './series';
import type { Exporter } from './target';

const MINUTE = 60;
const DAY = 86_400;

type SelfSeries = Series<number>;

const make = (type: FamilyType, name: string, read: (t: number) => number, labels: Labels = []): SelfSeries =>
  new Series({ name, type, help: 'Of monitoring itself.' }, labels, read);

/** When monitoring begins to fail, where it does. */
const failsFrom = (end: number) => end - 30 * MINUTE;

/** Something that begins to go wrong: a counter of it, `perMinute` from then on. */
function failures(name: string, from: number, perMinute: number, labels: Labels = []): SelfSeries {
  return make('counter', name, (t) => Math.floor((Math.max(0, t - from) / MINUTE) * perMinute), labels);
}

const steady = (name: string, perSecond: number, bootAt: number, labels: Labels = []) =>
  make('counter', name, (t) => Math.floor((t - bootAt) * perSecond), labels);

/** Metrics of a process that every program of Go exposes. */
function processSeries(startedAt: (t: number) => number, openFiles: (t: number) => number): SelfSeries[] {
  return [
    make('gauge', 'process_start_time_seconds', startedAt),
    make('gauge', 'process_open_fds', openFiles),
    make('gauge', 'process_max_fds', () => 1024),
  ];
}

function exporter(job: string, instance: string, series: readonly SelfSeries[]): Exporter {
  return {
    job,
    instance,
    path: `/monitoring/${job}/${encodeURIComponent(instance)}/metrics`,
    collect(t, emit) {
      series.forEach((one) => emit(one, one.read(t)));
    },
  };
}

function prometheus(from: number, bootAt: number): Exporter {
  return exporter('prometheus', 'monitor-1:9090', [
    make('gauge', 'prometheus_config_last_reload_successful', (t) => (t < from ? 1 : 0)),
    failures('prometheus_rule_evaluation_failures_total', from, 1, [['rule_group', 'quayside']]),
    failures('prometheus_tsdb_compactions_failed_total', from, 0.2),
    make('counter', 'prometheus_tsdb_reloads_failures_total', () => 0),
    make('counter', 'prometheus_tsdb_wal_corruptions_total', () => 0),
    make('counter', 'prometheus_tsdb_wal_writes_failed_total', () => 0),
    failures('prometheus_target_scrapes_sample_duplicate_timestamp_total', from, 40),
    make('counter', 'prometheus_target_scrapes_sample_out_of_order_total', () => 0),
    make('counter', 'prometheus_target_scrapes_sample_out_of_bounds_total', () => 0),
    failures('prometheus_target_scrapes_exceeded_sample_limit_total', from, 4),
    make('counter', 'prometheus_target_scrapes_exceeded_body_size_limit_total', () => 0),
    make('gauge', 'prometheus_tsdb_head_series', (t) => (t < from ? 42_000 : 3_100_000)),
    make('counter', 'prometheus_notifications_errors_total', () => 0, [['alertmanager', 'http://alertmanager:9093']]),
    steady('prometheus_notifications_sent_total', 0.02, bootAt, [['alertmanager', 'http://alertmanager:9093']]),
    ...processSeries(
      () => bootAt,
      (t) => (t < from ? 120 : 960)
    ),
  ]);
}

function loki(from: number, bootAt: number): Exporter {
  const requests = (status: string, perSecond: number, since: number): SelfSeries =>
    make('counter', 'loki_request_duration_seconds_count', (t) => Math.floor(Math.max(0, t - since) * perSecond), [
      ['route', 'loki_api_v1_push'],
      ['status_code', status],
    ]);
  const every = 6 * MINUTE;
  return exporter('loki', 'monitor-1:3100', [
    requests('204', 8, bootAt),
    requests('500', 2, from),
    failures('loki_discarded_samples_total', from, 90, [
      ['reason', 'rate_limited'],
      ['tenant', 'fake'],
    ]),
    make('counter', 'loki_prometheus_rule_evaluation_failures_total', () => 0),
    make('counter', 'loki_ingester_chunks_flush_failures_total', () => 0),
    make('counter', 'loki_ingester_wal_disk_full_failures_total', () => 0),
    ...processSeries(
      (t) => (t < from ? bootAt : from + Math.floor((t - from) / every) * every),
      () => 210
    ),
  ]);
}

function alertmanager(from: number, bootAt: number): Exporter {
  const mail: Labels = [['integration', 'email']];
  return exporter('alertmanager', 'monitor-1:9093', [
    make('gauge', 'alertmanager_config_last_reload_successful', () => 1),
    steady('alertmanager_notifications_total', 0.05, bootAt, mail),
    failures('alertmanager_notifications_failed_total', from, 1.5, mail),
    ...processSeries(
      () => bootAt,
      () => 30
    ),
  ]);
}

/** The addresses that a prober asks, and which of them goes wrong in which way. */
function probes(from: number, end: number): Exporter[] {
  const probe = (address: string, fails: boolean, expiresAt: number) =>
    exporter('blackbox', address, [
      make('gauge', 'probe_success', (t) => (fails && t >= from ? 0 : 1)),
      make('gauge', 'probe_duration_seconds', () => 0.12),
      make('gauge', 'probe_ssl_earliest_cert_expiry', () => expiresAt),
    ]);
  const fails = Number.isFinite(from);
  return [
    probe('https://shop.example.com/', true, end + 60 * DAY),
    probe('https://www.example.org/', false, end + (fails ? 5 : 50) * DAY),
  ];
}

/** Prometheus, Loki, Alertmanager and a prober of endpoints, as they expose themselves; they fail among more incidents. */
export function monitoringTargets({ options: { incidents, end } }: Pick<Fleet, 'options'>): Exporter[] {
  const from = incidents === 'more' ? failsFrom(end) : Infinity;
  const bootAt = end - 40 * DAY;
  return [prometheus(from, bootAt), loki(from, bootAt), alertmanager(from, bootAt), ...probes(from, end)];
}

/** What goes wrong with monitoring; `host` holds the instance, which is no host of the fleet. */
export function monitoringIncidents(end: number): Incident[] {
  const of = (
    kind: Incident['kind'],
    host: string,
    expects: string[],
    summary: string,
    start = failsFrom(end)
  ): Incident => ({
    id: `${kind}-${host}`,
    kind,
    host,
    start,
    end: null,
    summary,
    expects,
    tolerates: [],
    details: {},
  });
  return [
    of('probe-fails', 'https://shop.example.com/', ['check-31'], 'its endpoint cannot be reached'),
    of(
      'probe-fails',
      'https://www.example.org/',
      ['certificate-expires'],
      'its certificate expires in five days',
      end - 9 * DAY
    ),
    of(
      'monitoring',
      'monitor-1:9090',
      [
        'config-not-loaded',
        'rules-fail',
        'storage-fails',
        'samples-rejected',
        'scrapes-refused',
        'too-many-series',
        'open-files-run-out',
      ],
      'Prometheus cannot load its configuration, and fails at its rules'
    ),
    of(
      'monitoring',
      'monitor-1:3100',
      ['loki-fails', 'log-lines-discarded', 'process-restarts'],
      'Loki answers with errors, and starts anew again and again'
    ),
    of('monitoring', 'monitor-1:9093', ['notifications-fail'], 'Alertmanager cannot send mail'),
  ];
}

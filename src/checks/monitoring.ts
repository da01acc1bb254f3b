import { HOST_SIGNALS as H } from '../signals/hosts';
import { MONITORING_SIGNALS as M } from '../signals/monitoring';
import { select } from '../signals/promql';
import type { Signal } from '../signals/signal';
import type { Check } from './check';
import { at, count, minutes, share, windowMinutes } from './parameters';

const targetDown: Check = {
  id: 'target-down',
  kind: 'monitoring',
  title: 'A target does not answer',
  severity: 'critical',
  subject: 'target',
  source: 'metrics',
  meaning:
    'Prometheus cannot scrape it. Either the whole host is away, or monitoring is blind there: nothing else about it is known from then on.',
  firstSteps: [
    'Reach the host: does it answer at all?',
    'On the host, look whether cAdvisor or the exporter runs and listens on its port.',
    'Open Prometheus’ page of targets: it shows the error of the last scrape.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 180,
  needs: ['up'],
  joinOn: () => ['job', 'instance'],
  value: (context) => {
    // A job that has no target left has no `up` either: only known jobs can be missed.
    const missing = [context.conventions.containers.matchers, context.conventions.hosts.matchers]
      .filter((matchers) => matchers.length > 0 && !context.scope.hosts?.length && !context.scope.containers?.length)
      .map((matchers) => ` or absent(${select('up', matchers)}) * 0`);
    return at(H.targetUp, context) + missing.join('');
  },
  evidenceSeconds: 3600,
};

const byInstance = { source: 'metrics', joinOn: () => ['job', 'instance'] } as const;

const ofProgram = { ...byInstance, kind: 'monitoring', subject: 'program' } as const;

/** Something that has happened at all within a window. */
const happened = (
  signal: Signal,
  rest: Pick<Check, 'id' | 'title' | 'severity' | 'meaning' | 'firstSteps'>,
  window = windowMinutes(10, 5, 1440)
): Check => ({
  ...ofProgram,
  ...rest,
  parameters: [window, count('events', 'More than', 'So many within the window are let pass.', 0, [0, 1_000_000])],
  threshold: 'events',
  compare: '>',
  unit: 'count',
  forSeconds: 300,
  needs: signal.needs,
  value: (context) => at(signal, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
});

const configNotLoaded: Check = {
  ...ofProgram,
  id: 'config-not-loaded',
  title: 'A configuration could not be loaded',
  severity: 'critical',
  meaning:
    'Prometheus or Alertmanager was told to load its configuration anew and could not: it goes on with the old one, and will not start with the new one.',
  firstSteps: [
    'Its log names the line.',
    'promtool check config, or amtool check-config, says the same without a reload.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 300,
  needs: M.reloaded.needs,
  value: (context) => at(M.reloaded, context),
  evidenceSeconds: 7200,
};

const rulesFail = happened(M.ruleFailures, {
  id: 'rules-fail',
  title: 'Rules cannot be evaluated',
  severity: 'critical',
  meaning: 'Alert rules or recording rules fail: what they watch over is not watched over.',
  firstSteps: [
    'The page of rules of Prometheus, or of Loki in Grafana, shows the error beside the rule.',
    'Many-to-many matching and timeouts are the usual ones.',
  ],
});

const storageFails = happened(
  M.storageFailures,
  {
    id: 'storage-fails',
    title: 'Metrics or logs cannot be stored',
    severity: 'critical',
    meaning: 'Prometheus or Loki fails to write what it has taken: after a restart it may be missing.',
    firstSteps: ['Is its disk full, or read-only?', 'Its log names the block or the chunk, and the reason.'],
  },
  windowMinutes(60, 10, 1440)
);

const samplesRejected = happened(M.rejectedSamples, {
  id: 'samples-rejected',
  title: 'Prometheus throws samples away',
  severity: 'warning',
  meaning:
    'Scraped samples are duplicates, or out of order: two targets under one name, or a target that stamps its samples itself with a wrong clock.',
  firstSteps: [
    'The log of Prometheus names the target.',
    'Look for two jobs or two files of targets that name the same address.',
    'For cAdvisor set honor_timestamps: false.',
  ],
});

const scrapesRefused = happened(M.refusedScrapes, {
  id: 'scrapes-refused',
  title: 'A target exposes more than it may',
  severity: 'warning',
  meaning:
    'A scrape was over a limit of its job, so all of it was thrown away: nothing at all is known of that target.',
  firstSteps: [
    'The page of targets of Prometheus shows which, and which limit.',
    'Drop metrics that nobody needs by metric_relabel_configs, or raise the limit.',
  ],
});

const linesDiscarded = happened(M.discardedLines, {
  id: 'log-lines-discarded',
  title: 'Loki does not take all log lines',
  severity: 'warning',
  meaning: 'Lines are over a limit, too old or too long: they are not stored, and no search will find them.',
  firstSteps: [
    'loki_discarded_samples_total has the reason as a label.',
    'rate_limited: raise ingestion_rate_mb, or find the container that writes so much.',
    'line_too_long and greater_than_max_sample_age: look at the shipper.',
  ],
});

const tooManySeries: Check = {
  ...ofProgram,
  id: 'too-many-series',
  title: 'Prometheus holds very many series',
  severity: 'warning',
  meaning: 'Its memory grows with its series. When the host has no more, it is killed, and starts slowly.',
  firstSteps: [
    'Its page of TSDB status lists the metrics and labels with the most values.',
    'Drop what nobody asks for; look for ids, addresses and times in labels.',
  ],
  parameters: [
    count('series', 'Series', 'How many it can hold well: some 4 kB of memory each.', 2_000_000, [1000, 1e9]),
  ],
  threshold: 'series',
  compare: '>',
  unit: 'count',
  forSeconds: 900,
  needs: M.series.needs,
  value: (context) => at(M.series, context),
  evidenceSeconds: 86400,
};

const failing = (
  signal: Signal,
  rest: Pick<Check, 'id' | 'title' | 'meaning' | 'firstSteps'>,
  usual: number
): Check => ({
  ...ofProgram,
  ...rest,
  severity: 'critical',
  parameters: [share('share', 'Share that fails', 'Failures, over all.', usual)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 300,
  needs: signal.needs,
  value: (context) => at(signal, context),
  evidenceSeconds: 7200,
});

const lokiFails = failing(
  M.requestErrors,
  {
    id: 'loki-fails',
    title: 'Loki answers with errors',
    meaning: 'It answers many requests with 5xx: logs are lost on the way in, or cannot be searched.',
    firstSteps: ['Its log names the request and the reason.', 'Look at its memory, its disk and its ring.'],
  },
  0.1
);

const notificationsFail = failing(
  M.notificationErrors,
  {
    id: 'notifications-fail',
    title: 'Alerts do not reach anybody',
    meaning: 'Prometheus cannot give its alerts to Alertmanager, or Alertmanager cannot send them on: nobody is told.',
    firstSteps: [
      'Its log names the receiver and the error: an expired token, a wrong address, a mail server that refuses.',
      'Send a test message from the page of alerts.',
    ],
  },
  0.01
);

/** Checks of what watches over everything else. */
export const MONITORING_CHECKS = {
  targetDown,
  configNotLoaded,
  rulesFail,
  notificationsFail,
  storageFails,
  samplesRejected,
  scrapesRefused,
  tooManySeries,
  lokiFails,
  linesDiscarded,
};

import { ENDPOINT_SIGNALS as E } from '../signals/endpoints';
import { SERVICE_HEALTH_SIGNALS as S } from '../signals/serviceHealth';
import type { Check } from './check';
import { at, count, minutes, share, valueOf, windowMinutes } from './parameters';

const byInstance = { kind: 'services', source: 'metrics', joinOn: () => ['job', 'instance'] } as const;

const endpointDown: Check = {
  ...byInstance,
  id: 'endpoint-down',
  subject: 'endpoint',
  title: 'An endpoint cannot be reached',
  severity: 'critical',
  meaning: 'A prober asks it as users do, and gets no answer, or not the one that it expects. Users get none either.',
  firstSteps: [
    'Ask it yourself, from another network.',
    'See whether NGINX before it answers with errors, and whether the container behind it runs.',
    'The prober’s log tells at which step it fails: name, connection, TLS, status.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 180,
  needs: ['probe_success'],
  value: (context) => at(E.up, context),
  evidenceSeconds: 3600,
};

const certificateExpires: Check = {
  ...byInstance,
  id: 'certificate-expires',
  subject: 'endpoint',
  title: 'A certificate is about to expire',
  severity: 'warning',
  meaning:
    'From then on browsers refuse the connection. What renews certificates has failed, or there is nothing that does.',
  firstSteps: [
    'Renew it by hand, and read the log of what should have renewed it.',
    'Reload NGINX: it reads certificates only then.',
  ],
  parameters: [count('days', 'Days left', 'How long before it expires.', 14, [1, 90])],
  threshold: { constant: 0 },
  compare: '<',
  unit: 'seconds',
  forSeconds: 3600,
  needs: ['probe_ssl_earliest_cert_expiry'],
  value: (context) => `(${at(E.certificate, context)}) - ${valueOf(context, 'days') * 86400}`,
  evidenceSeconds: 86400,
};

const serviceErrors: Check = {
  id: 'service-errors',
  kind: 'services',
  subject: 'service',
  source: 'metrics',
  joinOn: () => ['job'],
  title: 'A service answers with errors',
  severity: 'critical',
  meaning: 'By its own count, the application fails to answer much of what it is asked.',
  firstSteps: [
    'Read its log at that time: the exceptions tell where.',
    'Compare with its last deploy: did it begin there?',
    'Look at what it needs: its database, and other services.',
  ],
  parameters: [
    share('share', 'Share of errors', 'Requests answered with 5xx, over all.', 0.05, 0.0001),
    count('floor', 'Requests at least', 'Fewer than this in five minutes say nothing.', 50, [0, 1_000_000]),
  ],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 300,
  needs: S.errorRatio.needs,
  value: (context) => at(S.errorRatio, context),
  guard: (context) => `(${at(S.requests, context)}) * 300 > ${valueOf(context, 'floor')}`,
  evidenceSeconds: 7200,
};

const processRestarts: Check = {
  ...byInstance,
  id: 'process-restarts',
  subject: 'program',
  title: 'A service restarts again and again',
  severity: 'warning',
  meaning: 'Its process starts, fails and is started again. What it held in memory is lost each time, connections too.',
  firstSteps: ['Read its log just before each restart.', 'Look at its memory before each restart.'],
  parameters: [count('restarts', 'Restarts', 'How many within the window.', 3, [1, 100]), windowMinutes(30, 5, 240)],
  threshold: 'restarts',
  compare: '>=',
  unit: 'count',
  forSeconds: 0,
  needs: S.restarts.needs,
  value: (context) => at(S.restarts, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
};

const filesRunOut: Check = {
  ...byInstance,
  id: 'open-files-run-out',
  subject: 'program',
  title: 'A service is about to run out of open files',
  severity: 'warning',
  meaning: 'Each connection is an open file. At the limit it takes no more connections, and cannot write its logs.',
  firstSteps: [
    'Does it climb without coming back? Then it does not close what it opens.',
    'Raise the limit (ulimits in the compose file) if the need is real.',
  ],
  parameters: [share('share', 'Share of open files', 'Open files, over what the process may have open.', 0.85)],
  threshold: 'share',
  compare: '>',
  unit: 'ratio',
  forSeconds: 600,
  needs: S.files.needs,
  value: (context) => at(S.files, context),
  evidenceSeconds: 21600,
};

/** Checks of services, and of the addresses by which users reach them. */
export const SERVICE_CHECKS = { endpointDown, certificateExpires, serviceErrors, processRestarts, filesRunOut };

import { CONTAINER_SIGNALS as C } from '../signals/containers';
import { HOST_SIGNALS as H } from '../signals/hosts';
import { hostMatchers } from '../signals/hostNames';
import { cadvisorHostMatchers, containerLabels, containerMatchers } from '../signals/identity';
import { durationText, quote, select, type Matcher } from '../signals/promql';
import type { Check, CheckContext } from './check';
import { at, count, hours, minutes, share, valueOf, windowMinutes } from './parameters';

const byContainer = { kind: 'containers', subject: 'container', source: 'metrics', joinOn: containerLabels } as const;

/**
 * Hosts whose cAdvisor has been scraped as often within the last `seconds` as in the quarter of an hour before now: just
 * after a gap in scraping, or a restart of cAdvisor, everything seems gone that has not been seen again yet.
 */
function steady({ conventions, scope }: CheckContext, seconds: number): string {
  const up = select('up', cadvisorHostMatchers(conventions, scope));
  const by = `max by (${conventions.containers.host})`;
  const usual = Math.max(900, 5 * seconds);
  const times = (over: number) => `${by} (sum_over_time(${up}[${durationText(over)}]))`;
  return `${times(seconds)} > ${(0.75 * seconds) / usual} * ${times(usual)}`;
}

/** Between two looks at who ran: seconds. */
const LOOK = 1800;

/**
 * Containers that are expected to run, by the share of the time that they did until they were last seen: of the time in
 * which their own host was scraped, so that a young history says as much as it can. A job that runs for minutes a day is
 * none of them.
 */
function expected(context: CheckContext): string {
  const { conventions, scope } = context;
  const { host } = conventions.containers;
  const times = (text: string) => `count_over_time((${text})[${hours(context, 'history')}:${durationText(LOOK)}])`;
  const id = containerLabels(conventions).join(', ');
  const by = `max by (${id})`;
  const seen = select('container_last_seen', containerMatchers(conventions, scope));
  const ran = times(`${by} (${seen})`);
  const scraped = times(`max by (${host}) (${select('up', cadvisorHostMatchers(conventions, scope))}) == 1`);
  // A series is there for five minutes after its last sample, so looks that far apart miss none.
  const away = `(time() - ${by} (last_over_time(${seen}[${minutes(context, 'window')}:5m]))) / ${LOOK}`;
  const could = `on (${host}) group_left () ${scraped}`;
  return `${ran} >= on (${id}) ${valueOf(context, 'share')} * (0 - ${away} + ${could})`;
}

/**
 * Expected containers of a compose project that went all at once, of several: that is how `docker compose down` looks.
 * Nothing where nobody labels projects.
 */
function downTogether(context: CheckContext): string | undefined {
  const { conventions, scope } = context;
  const { host, project } = conventions.containers;
  if (project === undefined) {
    return undefined;
  }
  const id = containerLabels(conventions).join(', ');
  const matchers: Matcher[] = [...containerMatchers(conventions, scope), { label: project, op: '!=', value: '' }];
  const seen = select('container_last_seen', matchers);
  const place = `${host}, ${project}`;
  const members = `max by (${id}, ${project}) (last_over_time(${seen}[${minutes(context, 'window')}:5m])) and on (${id}) (${expected(context)})`;
  const several = `count by (${place}) (${members}) > 1`;
  const running = `time() - max by (${place}) (${seen}) <= ${valueOf(context, 'missing')}`;
  return `(${members}) and on (${place}) (${several} unless on (${place}) ${running})`;
}

const containerGone: Check = {
  ...byContainer,
  id: 'container-gone',
  title: 'A container is gone',
  severity: 'warning',
  meaning:
    'It is expected to run, its host still reports, and it is not there any more. What it served is down, unless another replica does. Expected is what ran for most of the last day, which no job of some minutes does. Where all containers of a compose project go at once, that is taken for docker compose down; to be told of that as well, list them in “An expected container is missing”.',
  firstSteps: [
    'Read its last log lines.',
    'docker ps -a on the host shows its exit code, and docker inspect why it ended.',
    'If it was removed on purpose this ends by itself when the window is over.',
  ],
  parameters: [
    {
      id: 'missing',
      title: 'Seconds not seen',
      description: 'How long it has to be away.',
      unit: 'seconds',
      default: 180,
      min: 90,
      max: 3600,
    },
    windowMinutes(60, 10, 1440),
    {
      id: 'age',
      title: 'Seconds it ran before',
      description: 'A container that ran for less is taken for a job that has done its work.',
      unit: 'seconds',
      default: 600,
      min: 0,
      max: 86400,
    },
    share(
      'share',
      'Share of the time it ran',
      'Who ran for less of the history, as far as its host was scraped, is not expected to run: a nightly job.',
      0.5
    ),
    count(
      'history',
      'Hours of history',
      'Over which the share is taken. A new container counts from half of it on.',
      24,
      [1, 168]
    ),
  ],
  threshold: 'missing',
  compare: '>',
  unit: 'seconds',
  forSeconds: 0,
  needs: ['container_last_seen', 'up'],
  // On Kubernetes every roll-out looks like this: there, missing replicas are what counts.
  applies: ({ containers }) => containers.style === 'docker',
  value: (context) => at(C.gone, context, minutes(context, 'window')),
  guard: (context) => {
    const { conventions, scope } = context;
    const over = `[${minutes(context, 'window')}:2m]`;
    const by = `max by (${containerLabels(conventions).join(', ')})`;
    const of = (metric: string) =>
      `${by} (last_over_time(${select(metric, containerMatchers(conventions, scope))}${over}))`;
    const ran = `${of('container_last_seen')} - ${of('container_start_time_seconds')} >= ${valueOf(context, 'age')}`;
    const id = `on (${containerLabels(conventions).join(', ')})`;
    const down = downTogether(context);
    return [
      `${ran} and on (${conventions.containers.host}) (${steady(context, valueOf(context, 'missing'))})`,
      `and ${id} (${expected(context)})`,
      ...(down ? [`unless ${id} (${down})`] : []),
    ].join(' ');
  },
  evidenceSeconds: 7200,
};

const restartLoop: Check = {
  ...byContainer,
  id: 'restart-loop',
  title: 'A container restarts again and again',
  severity: 'warning',
  meaning: 'It starts, fails and is started again, so it serves nobody for long. A re-creation counts as well.',
  firstSteps: [
    'Read its log just before each restart: the last lines say why.',
    'Compare with its last deploy: has the image changed?',
    'Look at its memory before each restart: at its limit the kernel kills it.',
  ],
  parameters: [
    {
      id: 'restarts',
      title: 'Restarts',
      description: 'How many within the window.',
      unit: 'count',
      default: 3,
      min: 1,
      max: 100,
    },
    windowMinutes(15, 5, 120),
  ],
  threshold: 'restarts',
  compare: '>=',
  unit: 'count',
  forSeconds: 0,
  needs: ['container_start_time_seconds'],
  value: (context) => at(C.restarts, context, minutes(context, 'window')),
  evidenceSeconds: 7200,
};

const unhealthy: Check = {
  ...byContainer,
  id: 'unhealthy',
  title: 'A container is unhealthy',
  severity: 'warning',
  meaning: 'It runs, but the health check that it brings fails: those who made it say that it does not do its work.',
  firstSteps: [
    'docker inspect shows the last answers of its health check.',
    'Read its log: what does it wait for?',
    'Look at what it needs, such as its database: often that is what is ill.',
  ],
  parameters: [],
  threshold: { constant: 0 },
  compare: '==',
  unit: 'state',
  forSeconds: 300,
  needs: ['container_health_state'],
  // The kubelet’s cAdvisor knows no health checks; Kubernetes acts on its probes itself.
  applies: ({ containers }) => containers.style === 'docker',
  value: (context) => {
    const { conventions, scope } = context;
    const health = select('container_health_state', containerMatchers(conventions, scope));
    // Healthy once within five minutes is healthy: it may have been started anew.
    return `max by (${containerLabels(conventions).join(', ')}) (max_over_time(${health}[5m]))`;
  },
  evidenceSeconds: 7200,
};

/** An entry of the list of expected containers: `host/name`, or `name` for any host. */
function expectedEntry({ conventions }: CheckContext, entry: string): string {
  const { containers: c } = conventions;
  const [first = '', ...rest] = entry.split('/');
  const name = rest.length > 0 ? rest.join('/') : first;
  const place = rest.length > 0 ? first : '';
  // On Kubernetes pods come and go between hosts: there the namespace is what stays.
  const label = c.style === 'kubernetes' ? (c.namespace ?? c.host) : c.host;
  const there: Matcher[] =
    place === ''
      ? []
      : label === c.host
        ? hostMatchers(conventions, 'containers', label, [place])
        : [{ label, op: '=', value: place }];
  const seen = select('container_last_seen', [...c.matchers, ...there, { label: c.name, op: '=', value: name }]);
  const named = (text: string, into: string, value: string) =>
    `label_replace(${text}, "${into}", ${quote(value.replace(/\$/g, '$$$$'))}, "", "")`;
  // `absent` tells no more than the labels that it was asked for by "="; the rest is written there.
  return named(named(`absent(${seen})`, c.name, name), label, place);
}

const expectedContainers: Check = {
  ...byContainer,
  id: 'expected-container-missing',
  title: 'An expected container is missing',
  severity: 'critical',
  meaning: 'You have said that it must run, and it does not: it has stopped, was removed, or was never started.',
  firstSteps: [
    'docker ps -a on the host shows whether it is there, and its exit code.',
    'Read its last log lines.',
    'Start it, or take it off the list.',
  ],
  parameters: [],
  lists: [
    {
      id: 'containers',
      title: 'Expected containers',
      description: 'As host/name, or the name alone where any host will do. On Kubernetes as namespace/container.',
      example: 'web-1/edge',
      max: 200,
    },
  ],
  threshold: { constant: 0 },
  compare: '>',
  unit: 'state',
  forSeconds: 300,
  needs: ['container_last_seen'],
  value: (context) => {
    const entries = context.lists?.['containers'] ?? [];
    return entries.map((entry) => expectedEntry(context, entry)).join(' or ') || 'vector(0) > 0';
  },
  evidenceSeconds: 7200,
};

const missingSinceBefore: Check = {
  ...byContainer,
  id: 'container-missing-since-before',
  title: 'A container that ran at this time yesterday is missing',
  severity: 'info',
  meaning:
    'Its host reports, and does not know it any more. Where it was removed on purpose, this ends by itself after as long as is looked back.',
  firstSteps: [
    'Was it removed, or renamed, on purpose?',
    'docker ps -a on the host shows its exit code, if it is still there.',
    'Read its last log lines.',
  ],
  parameters: [
    count('hours', 'Hours before', 'How far back is looked for what ran.', 24, [1, 744]),
    {
      id: 'age',
      title: 'Seconds it ran before',
      description: 'One that had run for less by then is taken for a job that has done its work.',
      unit: 'seconds',
      default: 3600,
      min: 0,
      max: 86400,
    },
  ],
  threshold: 'age',
  compare: '>=',
  unit: 'seconds',
  valueText: 'it had run for {value} by then',
  forSeconds: 300,
  needs: ['container_last_seen', 'container_start_time_seconds', 'up'],
  applies: ({ containers }) => containers.style === 'docker',
  value: (context) => {
    const { conventions, scope } = context;
    const id = containerLabels(conventions).join(', ');
    const of = (metric: string) => select(metric, containerMatchers(conventions, scope));
    const before = (metric: string) => `max by (${id}) (${of(metric)} offset ${hours(context, 'hours')})`;
    const ran = `${before('container_last_seen')} - ${before('container_start_time_seconds')}`;
    const answers = `on (${conventions.containers.host}) (${at(H.up, context)}) == 1`;
    return `${ran} unless on (${id}) ${of('container_last_seen')} and ${answers}`;
  },
  evidenceSeconds: 7200,
};

/** Checks of whether containers live. */
export const CONTAINER_LIFE_CHECKS = {
  containerGone,
  restartLoop,
  unhealthy,
  expectedContainers,
  missingSinceBefore,
};

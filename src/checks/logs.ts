import { exceptions, hostLineLabels, hostLines, offsetBy, THROWN_LABEL } from '../signals/logHealth';
import type { LogRead } from '../signals/streamReads';
import { streamLabels, streamsOf } from '../signals/streams';
import type { Check, CheckContext } from './check';
import { count, hours, minutes, valueOf, windowMinutes } from './parameters';

const ofLogs = { kind: 'logs', source: 'logs', needs: [] } as const;

/** What a check reads of all logs of its scope. */
const reads = (context: CheckContext, ...parts: ReadonlyArray<Omit<LogRead, 'selector'>>): LogRead[] =>
  parts.map((part) => ({ selector: streamsOf(context.conventions, context.scope), ...part }));

/** What signals read of a check's context, over a range. */
const over = ({ conventions, scope }: CheckContext, range: string) => ({ conventions, scope, window: range, range });

/**
 * The hours before at which a host may have written: the first tells of one that has just stopped, the last of one that
 * stopped long ago. Those between double, for hosts that are not as old yet: all of a day costs seven windows, not a day.
 */
function hoursBefore(context: CheckContext): number[] {
  const last = Math.max(valueOf(context, 'before'), valueOf(context, 'remembered'));
  const hoursOf: number[] = [];
  for (let at = valueOf(context, 'before'); at < last; at *= 2) {
    hoursOf.push(at);
  }
  return [...hoursOf, last];
}

const noLogs: Check = {
  ...ofLogs,
  id: 'logs-stopped',
  subject: 'log',
  title: 'No more logs arrive',
  severity: 'warning',
  meaning:
    'A host that wrote logs before has sent none lately. Its shipper has stopped or cannot reach Loki: what happens there is not recorded. It is missed for as long as is looked back.',
  firstSteps: [
    'Does the host answer at all? One that was taken away on purpose is missed until it is forgotten.',
    'Look at the shipper on it: Vector, Promtail, Alloy or the Docker driver; its own log tells.',
    'Are all hosts concerned? Then it is Loki, or the way to it.',
  ],
  parameters: [
    windowMinutes(10, 2, 240),
    count(
      'before',
      'Hours before',
      'A host counts that wrote within as long a time, so many hours earlier.',
      1,
      [1, 24]
    ),
    count(
      'remembered',
      'Hours remembered',
      'It goes on counting for so long after its last line. Loki has to keep logs for longer than that.',
      24,
      [1, 168]
    ),
  ],
  threshold: { constant: 0 },
  compare: '>',
  unit: 'count',
  forSeconds: 300,
  joinOn: hostLineLabels,
  reads: (context) =>
    reads(context, { seconds: valueOf(context, 'window') * 60, passes: 1 + hoursBefore(context).length }),
  value: (context) => {
    const { conventions, scope } = context;
    const range = minutes(context, 'window');
    const labels = hostLineLabels(conventions).join(', ');
    const then = hoursBefore(context).map((at) => hostLines(over(context, range), offsetBy(`${at}h`)));
    const nothing = `absent_over_time(${streamsOf(conventions, scope)} [${range}])`;
    // Once nobody has written for longer than is looked back, there is nobody left to be missed.
    return `((${then.join(' or ')}) unless on (${labels}) ${hostLines(over(context, range))}) or ${nothing}`;
  },
  evidenceSeconds: 7200,
};

const exceptionsJump: Check = {
  ...ofLogs,
  id: 'exceptions-jump',
  subject: 'container',
  title: 'A container throws many exceptions',
  severity: 'warning',
  meaning:
    'Its log tells of far more exceptions than in the hour before: something that it does fails again and again.',
  firstSteps: [
    'See which exception it is, and where in the code it is thrown.',
    'Compare with its last deploy.',
    'Look at what it needs: its database, and other services.',
  ],
  parameters: [
    count('exceptions', 'Exceptions', 'Within the window.', 20, [1, 1_000_000]),
    count('factor', 'Times as many', 'As in an equal time back then, on average.', 3, [1, 1000]),
    count(
      'before',
      'Hours before',
      'The hour that ended so many hours earlier is what it is compared with.',
      1,
      [1, 168]
    ),
    windowMinutes(10, 1, 60),
  ],
  threshold: 'exceptions',
  compare: '>',
  unit: 'count',
  forSeconds: 300,
  joinOn: streamLabels,
  reads: (context) =>
    reads(context, { seconds: valueOf(context, 'window') * 60, passes: 3 }, { seconds: 3600, passes: 2 }),
  value: (context) => exceptions(over(context, minutes(context, 'window'))),
  guard: (context) => {
    const range = minutes(context, 'window');
    const on = `on (${streamLabels(context.conventions).join(', ')})`;
    const now = exceptions(over(context, range));
    const before = exceptions(over(context, '1h'), { offset: offsetBy(hours(context, 'before')) });
    const usual = (valueOf(context, 'window') / 60) * valueOf(context, 'factor');
    // Whoever threw none then has no series to be compared with.
    return `(${now} > ${on} ${before} * ${usual}) or (${now} unless ${on} ${before})`;
  },
  evidenceSeconds: 7200,
};

const newExceptions: Check = {
  ...ofLogs,
  id: 'exceptions-new',
  subject: 'log',
  title: 'A new kind of exception',
  severity: 'info',
  meaning: 'A container throws something that it had not thrown in the hours before.',
  firstSteps: ['See where in the code it is thrown.', 'Compare with its last deploy.'],
  parameters: [
    count('exceptions', 'Exceptions', 'Of this kind, within the window.', 5, [1, 1_000_000]),
    windowMinutes(10, 1, 60),
    count('hours', 'Hours before', 'It must not have been thrown within these.', 6, [1, 168]),
  ],
  threshold: 'exceptions',
  compare: '>=',
  unit: 'count',
  forSeconds: 0,
  joinOn: (conventions) => [...streamLabels(conventions), THROWN_LABEL],
  reads: (context) =>
    reads(
      context,
      { seconds: valueOf(context, 'window') * 60, passes: 2 },
      { seconds: valueOf(context, 'hours') * 3600, passes: 1 }
    ),
  value: (context) => exceptions(over(context, minutes(context, 'window')), { byKind: true }),
  guard: (context) => {
    const range = minutes(context, 'window');
    const on = `on (${[...streamLabels(context.conventions), THROWN_LABEL].join(', ')})`;
    const now = exceptions(over(context, range), { byKind: true });
    const before = exceptions(over(context, hours(context, 'hours')), { byKind: true, offset: offsetBy(range) });
    return `${now} unless ${on} ${before}`;
  },
  evidenceSeconds: 7200,
};

/** Checks of logs. */
export const LOG_CHECKS = { noLogs, exceptionsJump, newExceptions };

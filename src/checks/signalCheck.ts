import { hashOf } from '../signals/hashOf';
import type { Signal, Subject } from '../signals/signal';
import { streamReads } from '../signals/streamReads';
import type { AlertedQuery, Check, CheckContext, CheckKind, Comparison, Severity } from './check';
import { subjectLabels } from './subject';

/** What somebody wants to be told of a signal. */
export interface SignalAlert {
  compare: Comparison;
  threshold: number;
  forSeconds: number;
  severity: Severity;
  /** What the alert is called; the signal's own title without one. */
  title?: string;
  /** The window of rates and counts, a duration; five minutes without one. */
  window?: string;
}

/** Checks of signals are known by this before the signal's id. */
export const SIGNAL_CHECK = 'signal-';

/** What it is compared by is part of which check it is: somebody may want to hear of too much, and of too little. */
const COMPARED: Readonly<Record<Comparison, string>> = { '>': '', '>=': '-from', '<': '-below', '==': '-at' };

/** The id of a check of a signal. */
export function signalCheckId({ id }: Pick<Signal, 'id'>, compare: Comparison): string {
  return `${SIGNAL_CHECK}${id.replace(/[^a-zA-Z0-9]+/g, '-')}${COMPARED[compare]}`;
}

/** Checks of queries that no signal of the catalog makes are known by this before a hash of the query. */
export const QUERY_CHECK = 'query-';

/** What Grafana puts in place of these depends on how wide a panel is: a rule looks at five minutes, and at an hour in all. */
const PANEL_WINDOWS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\$(__rate_interval|__interval|__auto)\b|\$\{(__rate_interval|__interval|__auto)\}/g, '5m'],
  [/\$__range\b|\$\{__range\}/g, '1h'],
];

/** A check of what a panel draws, where that is no signal of the catalog: a metric of an application, filtered requests. */
export function checkOfQuery(query: AlertedQuery, alert: Omit<SignalAlert, 'title' | 'window'>): Check {
  const { source, title, unit, by } = query;
  const expr = PANEL_WINDOWS.reduce((text, [variable, window]) => text.replace(variable, window), query.expr);
  return {
    ...thresholdCheck({ title, unit }, alert),
    id: `${QUERY_CHECK}${hashOf(`${source} ${expr}`)}${COMPARED[alert.compare]}`,
    kind: source === 'logs' ? 'logs' : 'services',
    subject: 'fleet',
    source,
    meaning: 'What a panel of Quayside draws has passed the threshold that somebody has set.',
    needs: [],
    query: { ...query, expr },
    ...(source === 'logs' ? { reads: () => streamReads(expr) } : {}),
    value: () => expr,
    joinOn: () => [...by],
  };
}

const KINDS: Partial<Record<Subject, CheckKind>> = {
  container: 'containers',
  pod: 'containers',
  target: 'monitoring',
  program: 'monitoring',
  service: 'services',
  endpoint: 'services',
};

function kindOf({ id, source, subject }: Signal): CheckKind {
  if (id.startsWith('nginx.')) {
    return 'nginx';
  }
  return source === 'logs' ? 'logs' : (KINDS[subject] ?? 'hosts');
}

/**
 * A check of any signal: the same threshold, rule, replay and texts as those of the catalog have. The threshold is a
 * parameter, so that it can be moved where the check is looked at.
 */
export function checkOfSignal(signal: Signal, alert: SignalAlert): Check {
  const { title = signal.title, window = '5m' } = alert;
  const value = ({ conventions, scope }: Pick<CheckContext, 'conventions' | 'scope'>) =>
    signal.query({ conventions, scope, window, range: window });
  return {
    ...thresholdCheck(signal, alert),
    id: signalCheckId(signal, alert.compare),
    kind: kindOf(signal),
    title,
    subject: signal.subject,
    source: signal.source,
    meaning: signal.description,
    needs: signal.needs,
    ...(signal.applies ? { applies: signal.applies } : {}),
    ...(signal.source === 'logs' ? { reads: (context) => streamReads(value(context)) } : {}),
    value,
    joinOn: (conventions) => subjectLabels(conventions, signal),
  };
}

/** What all checks have in common whose threshold is nobody's but their user's. */
function thresholdCheck(
  { title, unit }: Pick<Signal, 'title' | 'unit'>,
  { compare, threshold, forSeconds, severity }: Omit<SignalAlert, 'title' | 'window'>
) {
  return {
    title,
    severity,
    firstSteps: [],
    parameters: [
      {
        id: 'threshold',
        title: 'Threshold',
        description: `What ${title} is compared with.`,
        unit,
        default: threshold,
        min: -Number.MAX_VALUE,
        max: Number.MAX_VALUE,
      },
    ],
    threshold: 'threshold',
    compare,
    unit,
    forSeconds,
    evidenceSeconds: 3600,
  } satisfies Partial<Check>;
}

import type { Signal, Subject } from '../signals/signal';
import type { Check, CheckKind, Comparison, Severity } from './check';
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
  const { compare, threshold, forSeconds, severity, title = signal.title, window = '5m' } = alert;
  return {
    id: signalCheckId(signal, compare),
    kind: kindOf(signal),
    title,
    severity,
    subject: signal.subject,
    source: signal.source,
    meaning: signal.description,
    firstSteps: [],
    parameters: [
      {
        id: 'threshold',
        title: 'Threshold',
        description: `What ${signal.title} is compared with.`,
        unit: signal.unit,
        default: threshold,
        min: -Number.MAX_VALUE,
        max: Number.MAX_VALUE,
      },
    ],
    threshold: 'threshold',
    compare,
    unit: signal.unit,
    forSeconds,
    needs: signal.needs,
    ...(signal.applies ? { applies: signal.applies } : {}),
    value: ({ conventions, scope }) => signal.query({ conventions, scope, window, range: window }),
    joinOn: (conventions) => subjectLabels(conventions, signal),
    evidenceSeconds: 3600,
  };
}

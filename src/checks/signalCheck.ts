import { containerLabels, podLabels } from '../signals/identity';
import type { Conventions } from '../signals/conventions';
import type { Signal } from '../signals/signal';
import { streamLabels } from '../signals/streams';
import type { Check, CheckKind, Comparison, Severity } from './check';

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

/** The labels by which a signal's series tell of what they are. */
function labelsOf({ source, subject }: Signal, conventions: Conventions): string[] {
  if (source === 'logs') {
    return subject === 'container' ? streamLabels(conventions) : [];
  }
  switch (subject) {
    case 'container':
      return containerLabels(conventions);
    case 'pod':
      return podLabels(conventions);
    case 'host':
      return [conventions.hosts.host];
    case 'file system':
      return [conventions.hosts.host, 'device', 'mountpoint', 'fstype'];
    case 'target':
      return ['job', 'instance'];
    default:
      return [];
  }
}

function kindOf({ id, source, subject }: Signal): CheckKind {
  if (id.startsWith('nginx.')) {
    return 'nginx';
  }
  if (source === 'logs') {
    return 'logs';
  }
  return subject === 'container' || subject === 'pod' ? 'containers' : subject === 'target' ? 'monitoring' : 'hosts';
}

/**
 * A check of any signal: the same threshold, rule, replay and texts as those of the catalog have. The threshold is a
 * parameter, so that it can be moved where the check is looked at.
 */
export function checkOfSignal(signal: Signal, alert: SignalAlert): Check {
  const { compare, threshold, forSeconds, severity, title = signal.title, window = '5m' } = alert;
  return {
    id: `${SIGNAL_CHECK}${signal.id.replace(/[^a-zA-Z0-9]+/g, '-')}`,
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
    joinOn: (conventions) => labelsOf(signal, conventions),
    evidenceSeconds: 3600,
  };
}

import { containerKey } from '../signals/scope';
import type { Finding } from './finding';
import { hostOfSubject, type FindingSubject } from './subject';

type Explains = (cause: FindingSubject, other: FindingSubject) => boolean;

/** All that is known of a host goes with it. */
const sameHost: Explains = (cause, other) => {
  const host = hostOfSubject(cause);
  return host !== undefined && host === hostOfSubject(other);
};

const containerOf = (subject: FindingSubject) => ('container' in subject ? subject.container : undefined);

const sameContainer: Explains = (cause, other) => {
  const [a, b] = [containerOf(cause), containerOf(other)];
  return a !== undefined && b !== undefined && containerKey(a) === containerKey(b);
};

/** The same container, whichever of its pods. */
const sameNamedContainer: Explains = (cause, other) => {
  const [a, b] = [containerOf(cause), containerOf(other)];
  return a !== undefined && b !== undefined && a.host === b.host && a.name === b.name;
};

/** What follows from a check that holds, by the ids of both, and for whom. The first that fits counts. */
const CONSEQUENCES: ReadonlyArray<{ cause: string; effects: readonly string[]; where: Explains }> = [
  {
    cause: 'host-down',
    effects: [
      'target-down',
      'container-gone',
      'container-missing-since-before',
      'expected-container-missing',
      'logs-stopped',
      'nginx-traffic-dropped',
    ],
    where: sameHost,
  },
  { cause: 'oom-kill', effects: ['oom-restart', 'restart-loop', 'memory-stalled'], where: sameContainer },
  { cause: 'oom-kill', effects: ['host-oom-kill'], where: sameHost },
  { cause: 'oom-restart', effects: ['restart-loop', 'memory-near-limit'], where: sameContainer },
  {
    cause: 'container-gone',
    effects: ['container-missing-since-before', 'expected-container-missing', 'unhealthy'],
    where: sameNamedContainer,
  },
  {
    cause: 'expected-container-missing',
    effects: ['container-missing-since-before'],
    where: sameNamedContainer,
  },
  { cause: 'memory-near-limit', effects: ['memory-stalled'], where: sameContainer },
  { cause: 'cpu-near-quota', effects: ['cpu-throttled'], where: sameContainer },
  { cause: 'cpu-takes-host', effects: ['host-cpu-saturated'], where: sameHost },
  { cause: 'logs-stopped', effects: ['nginx-traffic-dropped'], where: sameHost },
  {
    cause: 'nginx-server-errors',
    effects: ['nginx-budget-burns-fast', 'nginx-budget-burns-slowly'],
    where: sameNamedContainer,
  },
  { cause: 'nginx-budget-burns-fast', effects: ['nginx-budget-burns-slowly'], where: sameNamedContainer },
  { cause: 'exceptions-jump', effects: ['exceptions-new'], where: sameNamedContainer },
];

/**
 * Which findings follow from another one, and from which: a host that is down explains its targets, its containers and its
 * silent logs. Nothing explains itself, and of a chain the first link explains all.
 */
export function explainedBy(findings: readonly Finding[]): Map<Finding, Finding> {
  const direct = new Map<Finding, Finding>();
  for (const effect of findings) {
    const cause = CONSEQUENCES.filter(({ effects }) => effects.includes(effect.check.id))
      .map(({ cause: id, where }) =>
        findings.find(({ check, subject }) => check.id === id && where(subject, effect.subject))
      )
      .find((found) => found !== undefined);
    if (cause) {
      direct.set(effect, cause);
    }
  }
  const first = (finding: Finding): Finding => {
    const cause = direct.get(finding);
    return cause ? first(cause) : finding;
  };
  return new Map([...direct.keys()].map((finding) => [finding, first(finding)]));
}

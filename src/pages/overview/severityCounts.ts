import type { Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';

/** How many findings there are of a kind, in the word and the colour of it. */
export interface SeverityCount {
  text: Severity | 'pending';
  color: 'red' | 'orange' | 'blue' | 'darkgrey';
  count: number;
}

/** Findings by severity, the gravest first; those that do not count yet by themselves, where there are any. */
export function severityCounts(findings: readonly Finding[]): SeverityCount[] {
  const firing = findings.filter(({ pending }) => !pending);
  const of = (severity: Severity) => firing.filter(({ check }) => check.severity === severity).length;
  const pending = findings.length - firing.length;
  return [
    { text: 'critical', color: 'red', count: of('critical') },
    { text: 'warning', color: 'orange', count: of('warning') },
    { text: 'info', color: 'blue', count: of('info') },
    ...(pending > 0 ? [{ text: 'pending', color: 'darkgrey', count: pending } as const] : []),
  ];
}

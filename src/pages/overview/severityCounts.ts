import { SEVERITIES, type Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';

/** How many findings there are of a severity. */
export interface SeverityCount {
  text: Severity | 'pending';
  count: number;
}

/** Findings by severity, the gravest first; those that do not count yet by themselves, where there are any. */
export function severityCounts(findings: readonly Finding[]): SeverityCount[] {
  const firing = findings.filter(({ pending }) => !pending);
  const pending = findings.length - firing.length;
  return [
    ...SEVERITIES.map((text) => ({ text, count: firing.filter(({ check }) => check.severity === text).length })),
    ...(pending > 0 ? [{ text: 'pending', count: pending } as const] : []),
  ];
}

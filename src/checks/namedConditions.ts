import { quote } from '../signals/promql';
import { condition, parameterValues, type Check, type CheckContext } from './check';

/**
 * The conditions of several checks of metrics in one expression: a series for each finding, which names its check in the label
 * `finding` and tells its severity. For places that know nothing of checks, such as a plain dashboard.
 */
export function namedConditions(checks: readonly Check[], context: Omit<CheckContext, 'parameters'>): string {
  const named = checks
    // What its user must list first says nothing here.
    .filter(({ source, lists = [] }) => source === 'metrics' && lists.length === 0)
    .map((check) => {
      const holds = condition(check, { ...context, parameters: parameterValues(check) });
      const titled = `label_replace(${holds}, "finding", ${quote(check.title)}, "", "")`;
      return `label_replace(${titled}, "severity", ${quote(check.severity)}, "", "")`;
    });
  return named.join('\nor\n');
}

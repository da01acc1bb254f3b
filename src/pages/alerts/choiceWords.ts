import type { Comparison } from '../../checks/check';
import type { ChosenCheck } from '../../checks/rules/chosen';
import { isOfSignal } from '../../checks/rules/chosenText';
import { scopeText } from '../../checks/rules/scopeText';
import { formatDuration, formatValue } from '../../components/units';

const COMPARED: Readonly<Record<Comparison, string>> = { '>': 'above', '>=': 'from', '<': 'below', '==': 'exactly' };

/** What of a chosen check is not as the catalog has it, in a few words each. */
export function choiceWords(chosen: ChosenCheck): string[] {
  const { check, parameters, lists = {}, forSeconds, scope } = chosen;
  const numbers = check.parameters.flatMap(({ id, title, unit }) => {
    const value = parameters[id];
    if (value === undefined) {
      return [];
    }
    const text = formatValue(value, unit);
    return [isOfSignal(check) && id === check.threshold ? `${COMPARED[check.compare]} ${text}` : `${title} ${text}`];
  });
  const listed = (check.lists ?? []).flatMap(({ id, title }) => {
    const entries = lists[id] ?? [];
    return entries.length > 0 ? [`${title}: ${entries.length}`] : [];
  });
  return [
    ...numbers,
    ...listed,
    ...(forSeconds === undefined ? [] : [forSeconds === 0 ? 'at once' : `for ${formatDuration(forSeconds)}`]),
    ...(scope ? [`only ${scopeText(scope)}`] : []),
  ];
}

import { hashOf } from '../../signals/hashOf';
import type { Comparison } from '../check';
import type { ChosenCheck } from './chosen';
import { isOfSignal } from './chosenText';
import { scopeText } from './scopeText';

/** What Grafana takes, and a file of rules too. */
const LONGEST_TITLE = 190;

const COMPARED: Readonly<Record<Comparison, string>> = { '>': '', '>=': '', '<': 'below', '==': 'exactly' };

/**
 * What a rule of this id is called: the check's title, with what sets it apart from other rules of the same check. Grafana
 * takes no two rules of one title in a folder.
 */
export function ruleTitle({ check, severity, scope }: ChosenCheck, id: string): string {
  const only = scope ? scopeText(scope) : '';
  const marks = [
    ...(isOfSignal(check) ? [COMPARED[check.compare]] : []),
    ...(severity && severity !== check.severity ? [severity] : []),
    ...(only ? [`only ${only}`] : []),
  ].filter(Boolean);
  const title = marks.length > 0 ? `${check.title} (${marks.join(', ')})` : check.title;
  const isWhole = title.length <= LONGEST_TITLE && !/ and \d+ more\)$/.test(title);
  return isWhole ? title : `${title.slice(0, LONGEST_TITLE - 11)} [${hashOf(id).slice(0, 8)}]`;
}

import { CHECKS } from '../../checks/catalog';
import type { Check } from '../../checks/check';
import type { Choices } from '../../checks/choices';
import { lacksLists, type ChosenCheck } from '../../checks/rules/chosen';
import type { CheckLists } from '../../grafana/checkLists';

/** Lists of checks as the settings keep them. */
interface Kept {
  checkLists?: CheckLists | undefined;
}

/** The entries that are kept for a check, of the lists that it has. */
export function keptFor({ id, lists = [] }: Check, { checkLists }: Kept): Record<string, string[]> {
  const kept = checkLists?.[id] ?? {};
  return Object.fromEntries(
    lists.flatMap(({ id: list, max }) => (kept[list] ? [[list, kept[list].slice(0, max)]] : []))
  );
}

/** A chosen check with the lists that are kept for it, where nobody has filled them. */
export function withKept(chosen: ChosenCheck, kept: Kept): ChosenCheck {
  const lists = keptFor(chosen.check, kept);
  return lacksLists(chosen) && !lacksLists({ ...chosen, lists }) ? { ...chosen, lists } : chosen;
}

/** What is chosen for checks wherever they are asked: the lists that are kept. */
export function choicesOf(kept: Kept): Choices {
  return new Map(
    CHECKS.filter(({ lists }) => lists !== undefined).map((check) => [check.id, { lists: keptFor(check, kept) }])
  );
}

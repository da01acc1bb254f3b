import { parameterValues, type Check, type CheckContext } from './check';

/** A check with the numbers that its user has chosen. */
export type AskedCheck = { check: Check } & Pick<CheckContext, 'parameters' | 'lists'>;

/** Parameters and lists that a user has chosen, by the check's id; what is left out is the default. */
export type Choices = ReadonlyMap<string, { parameters?: Record<string, number>; lists?: AskedCheck['lists'] }>;

export const NO_CHOICES: Choices = new Map();

/** A check with the numbers and lists chosen for it. @throws on numbers that it does not take */
export function askedOf(check: Check, choices: Choices = NO_CHOICES): AskedCheck {
  const { parameters, lists } = choices.get(check.id) ?? {};
  return { check, parameters: parameterValues(check, parameters), ...(lists ? { lists } : {}) };
}

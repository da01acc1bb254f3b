import { hashOf } from '../../signals/hashOf';

/** What a rule asks, as far as it has to be known from the rule alone. */
export interface RuleConditions {
  /** Equal for rules with the same query, numbers and duration, whatever they are called and wherever they are. */
  fingerprint: string;
  parameters: Readonly<Record<string, number>>;
  /** Seconds that the condition must hold. */
  forSeconds: number;
}

/** One text for a condition: its whole expression, which holds all that is chosen, and how long it must hold. */
export function fingerprintOf({ expr, forSeconds }: { expr: string; forSeconds: number }): string {
  return hashOf(`${expr}\n${forSeconds}`);
}

const PARAMETER = 'p.';

/** The conditions as an annotation of the rule holds them. */
export function conditionsText({ fingerprint, parameters, forSeconds }: RuleConditions): string {
  return new URLSearchParams([
    ['id', fingerprint],
    ['for', String(forSeconds)],
    ...Object.entries(parameters).map(([id, value]) => [`${PARAMETER}${id}`, String(value)]),
  ]).toString();
}

/** The reverse of `conditionsText`; nothing for the annotation of a rule that does not tell, such as an older one. */
export function conditionsOf(text: string | undefined): RuleConditions | undefined {
  const params = new URLSearchParams(text ?? '');
  const numbers = [...params]
    .filter(([name]) => name.startsWith(PARAMETER))
    .map(([name, value]) => [name.slice(PARAMETER.length), Number(value)] as const);
  const fingerprint = params.get('id') ?? '';
  const forSeconds = Number(params.get('for') ?? NaN);
  return fingerprint !== '' && [forSeconds, ...numbers.map(([, value]) => value)].every(Number.isFinite)
    ? { fingerprint, forSeconds, parameters: Object.fromEntries(numbers) }
    : undefined;
}

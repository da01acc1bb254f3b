import { hashOf } from '../../signals/hashOf';

/**
 * Equal for rules that ask the same for as long, whatever they are called and wherever they are: the whole expression holds
 * what is looked at, all numbers, and how things are labelled.
 */
export function fingerprintOf({ expr, forSeconds }: { expr: string; forSeconds: number }): string {
  return hashOf(`${expr}\n${forSeconds}`);
}

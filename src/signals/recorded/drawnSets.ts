import type { LogSetId } from './logSets';

/** Recorded to be counted and alerted on. The pages list exceptions with their words, which are in the logs alone. */
const UNDRAWN: readonly string[] = ['log-exceptions'] satisfies LogSetId[];

/** Whether some page draws what a set records in place of reading the logs: others spare nobody a look at them. */
export function isDrawn(set: string): boolean {
  return !UNDRAWN.includes(set);
}

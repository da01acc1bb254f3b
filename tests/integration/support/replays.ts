import type { Check } from '../../../src/checks/check';
import { askedOf, type Choices } from '../../../src/checks/choices';
import type { Finding } from '../../../src/checks/finding';
import { replay, type Firing, type ReplaySeries } from '../../../src/checks/replay';
import { alertRuleOf } from '../../../src/checks/rules/alertRule';
import { subjectOf } from '../../../src/checks/subject';
import type { Conventions } from '../../../src/signals/conventions';
import { EVERYTHING } from '../../../src/signals/scope';

/** Between two evaluations of a rule, as it is installed: seconds. */
export const CADENCE = 60;

/** Who answers range queries. Times in epoch seconds. */
export type AskRange = (expr: string, from: number, to: number, stepSeconds: number) => Promise<ReplaySeries[]>;

/** When a rule fired, and of what. */
export interface Fired {
  finding: Finding;
  /** Epoch seconds; without an end it fires at the end of the time that was looked at. */
  start: number;
  end?: number;
}

/**
 * When the rule of a check would have fired, evaluated every minute, with its own duration and through gaps: by the replay that
 * pages show.
 */
export async function firedOf(
  check: Check,
  { conventions, choices }: { conventions: Conventions; choices?: Choices },
  { from, to }: { from: number; to: number },
  ask: AskRange
): Promise<Fired[]> {
  const asked = askedOf(check, choices);
  const { parameters, lists } = asked;
  const context = { conventions, scope: EVERYTHING, parameters, ...(lists ? { lists } : {}) };
  const rule = alertRuleOf(asked, { conventions, grafanaUrl: 'http://grafana.example' });
  const guard = check.guard?.(context);
  const values = await ask(check.value(context), from, to, CADENCE);
  const guards = guard && values.length > 0 ? await ask(guard, from, to, CADENCE) : undefined;
  const firings = replay(
    check,
    parameters,
    { values, joinOn: check.joinOn(conventions), to: to * 1000, ...(guards ? { guards } : {}) },
    CADENCE,
    { forSeconds: rule.forSeconds, keepFiringSeconds: rule.keepFiringSeconds }
  );
  return firings.map(({ labels, start, end, peak }: Firing) => ({
    finding: { check, parameters, labels, value: peak, subject: subjectOf(check, conventions, labels) },
    start: start / 1000,
    ...(end === undefined ? {} : { end: end / 1000 }),
  }));
}

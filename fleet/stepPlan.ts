import type { FleetOptions } from './options';

/** A part of the history that is sampled evenly. */
export interface StepSpan {
  /** Epoch seconds. */
  from: number;
  to: number;
  stepSeconds: number;
}

/** Samples that a history with automatic steps should stay below. */
export const SAMPLE_BUDGET = 12_000_000;
const FINE = 15;
const COARSE = [15, 30, 60, 120, 240];
const FINE_HOURS = [12, 6, 3, 1, 0.5];

/**
 * Spans of the history, oldest first: 15 s for the last hours, coarser before, so that the budget is kept. The step
 * is never above 240 s, whatever the budget says: Prometheus forgets a sample after five minutes.
 * @param series how many series are sampled at each step
 */
export function stepPlan(options: FleetOptions, series: number): StepSpan[] {
  const { end, hours } = options;
  const start = end - hours * 3600;
  if (options.stepSeconds !== 'auto') {
    return [{ from: start, to: end, stepSeconds: options.stepSeconds }];
  }
  const spans = (coarse: number, fineHours: number): StepSpan[] => {
    const fineFrom = end - Math.min(hours, fineHours) * 3600;
    const fine = { from: fineFrom, to: end, stepSeconds: FINE };
    return coarse === FINE || fineFrom <= start
      ? [{ ...fine, from: start }]
      : [{ from: start, to: fineFrom, stepSeconds: coarse }, fine];
  };
  const samples = (plan: StepSpan[]) =>
    plan.reduce((total, { from, to, stepSeconds }) => total + ((to - from) / stepSeconds) * series, 0);
  for (const coarse of COARSE) {
    for (const fineHours of FINE_HOURS) {
      // Checks look back six hours: as much of it in fine steps as can be had before the rest is made finer.
      if (fineHours < Math.min(6, hours) && coarse < 60) {
        continue;
      }
      const plan = spans(coarse, fineHours);
      if (samples(plan) <= SAMPLE_BUDGET) {
        return plan;
      }
    }
  }
  // A long history: the budget cannot be kept, but the last hours are still looked at closely.
  const fineHours = FINE_HOURS.find(
    (fine) => fine <= 6 && samples(spans(240, fine)) - samples(spans(240, 0)) < SAMPLE_BUDGET / 2
  );
  if (fineHours !== undefined && hours > 24) {
    return spans(240, fineHours);
  }
  // More series than the budget has room for: an even step, as coarse as it must be.
  const even = COARSE.find((step) => ((hours * 3600) / step) * series <= SAMPLE_BUDGET) ?? 240;
  return [{ from: start, to: end, stepSeconds: even }];
}

/** The ticks of a plan within [from, to], oldest first. They count back from the end, so that the last tick is the end. */
export function ticks(plan: readonly StepSpan[], from: number, to: number): number[] {
  const all: number[] = [];
  for (const span of [...plan].reverse()) {
    // A span's own ticks count back from its end; the end itself belongs to the later span.
    const first = all.length === 0 && span === plan[plan.length - 1] ? 0 : 1;
    for (let n = first; span.to - n * span.stepSeconds >= span.from; n++) {
      all.push(span.to - n * span.stepSeconds);
    }
  }
  return all.filter((tick) => tick >= from && tick <= to).reverse();
}

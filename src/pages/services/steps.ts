/** Columns of a distribution, points of a chart over data that is loaded once for several. */
const POINTS = 90;

/** A range (Unix milliseconds) cut into steps; each point tells of the step that ends there. */
export interface Steps {
  from: number;
  to: number;
  stepSeconds: number;
}

/**
 * Steps for a range: whole scrapes, and at least four of them, or a rate has nothing to be taken of.
 * @param scrapeSeconds between two scrapes of what is drawn
 */
export function stepsOf({ from, to }: { from: number; to: number }, scrapeSeconds: number): Steps {
  const scrapes = Math.max(4, Math.ceil((to - from) / 1000 / POINTS / scrapeSeconds));
  return { from, to, stepSeconds: Math.max(1, Math.round(scrapes * scrapeSeconds)) };
}

/** The ends of all steps, as Prometheus aligns them, Unix milliseconds. */
export function timesOf({ from, to, stepSeconds }: Steps): number[] {
  const first = Math.floor(from / 1000 / stepSeconds) * stepSeconds;
  const last = Math.floor(to / 1000 / stepSeconds) * stepSeconds;
  return Array.from(
    { length: Math.max(1, (last - first) / stepSeconds + 1) },
    (_, n) => (first + n * stepSeconds) * 1000
  );
}

/** The same steps, earlier. */
export function earlier(steps: Steps, by: number): Steps {
  // By whole steps, so that both periods have the same points.
  const whole = Math.round(by / 1000 / steps.stepSeconds) * steps.stepSeconds * 1000;
  return { ...steps, from: steps.from - whole, to: steps.to - whole };
}

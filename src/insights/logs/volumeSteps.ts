/** A range cut into steps of whole seconds that end where it ends. */
export interface VolumeSteps {
  stepSeconds: number;
  /** The ends of the steps, Unix milliseconds. */
  times: number[];
  /** The steps fill the range: what is added up over them is the total. Otherwise its beginning is left out. */
  exact: boolean;
}

const LEAST = 50;
const MOST = 120;

/** Steps to count lines in: as many as fill the range exactly, where any number between 50 and 120 does. */
export function volumeSteps({ from, to }: { from: number; to: number }): VolumeSteps {
  const seconds = Math.max(1, (to - from) / 1000);
  const counts = Array.from({ length: MOST - LEAST + 1 }, (_, index) => MOST - index);
  const filling = counts.find((count) => seconds % count === 0);
  const stepSeconds = filling ? seconds / filling : Math.max(1, Math.floor(seconds / 80));
  const count = Math.max(1, Math.floor(seconds / stepSeconds));
  return {
    stepSeconds,
    times: Array.from({ length: count }, (_, index) => to - (count - 1 - index) * stepSeconds * 1000),
    exact: count * stepSeconds === seconds,
  };
}

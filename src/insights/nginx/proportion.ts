import type { Estimate } from './slices';

/** The 97.5th percentile of the normal distribution. */
const Z = 1.96;

/**
 * The share that a part has of a whole, 0 to 1, from counts in a sample, with the interval of E. B. Wilson (Probable
 * Inference, 1927), which is right for small counts and for shares near 0 and 1 too. It takes the requests that were seen to
 * be as good as drawn one by one.
 * @param all how many were seen, above 0
 * @param exact that what was seen is all there is
 */
export function shareOf(part: number, all: number, exact: boolean): Estimate {
  const value = part / all;
  if (exact) {
    return { value, low: value, high: value };
  }
  const scale = 1 + Z ** 2 / all;
  const middle = (value + Z ** 2 / (2 * all)) / scale;
  const half = (Z / scale) * Math.sqrt((value * (1 - value)) / all + Z ** 2 / (4 * all ** 2));
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

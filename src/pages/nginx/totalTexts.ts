import type { Total } from '../../components/Totals';
import { formatDuration } from '../../components/units';
import type { Estimate } from '../../insights/nginx/slices';

const whole = (value: number) => Math.round(value).toLocaleString('en');

const end = (value: number) => (Number.isFinite(value) ? whole(value) : 'unknown');

/** A number with its interval where it is an estimate, in one line. */
export function intervalText({ value, low, high }: Estimate): string {
  return low === high ? whole(value) : `≈ ${whole(value)} (${whole(low)} to ${end(high)})`;
}

/** A share, 0 to 1, with its interval where it is an estimate. */
export function shareIntervalText({ value, low, high }: Estimate): string {
  const percent = (share: number) => (100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0);
  return low === high || percent(low) === percent(high)
    ? `${percent(value)} %`
    : `≈ ${percent(value)} % (${percent(low)} to ${percent(high)})`;
}

/** How many there are: a number, or between which ones it lies. */
export function distinctText({ value, low, high }: Estimate): string {
  return low === high
    ? whole(value)
    : Number.isFinite(high)
      ? `between ${whole(low)} and ${whole(high)}`
      : `at least ${whole(low)}`;
}

/** A total with its interval where it is estimated. */
export function estimateText({ value, low, high }: Estimate): Pick<Total, 'text' | 'note'> {
  return low === high
    ? { text: whole(value) }
    : { text: `≈ ${whole(value)}`, note: `${whole(low)} to ${Number.isFinite(high) ? whole(high) : 'unknown'}` };
}

/** Seconds as people say short ones. */
function latencyText(seconds: number | undefined): string {
  if (seconds === undefined) {
    return '–';
  }
  return seconds < 1
    ? `${Math.round(seconds * 1000)} ms`
    : seconds < 60
      ? `${seconds.toFixed(2)} s`
      : formatDuration(seconds);
}

/** What a total was before, and how it changed since, where that is more than the intervals of both leave open. */
export function changeText(now: Estimate, before: Estimate): string {
  const was = estimateText(before).text;
  const apart = now.low > before.high || now.high < before.low;
  const relative = Math.round(100 * (now.value / before.value - 1));
  return apart && before.value > 0 && relative !== 0 ? `${was} (${relative > 0 ? '+' : ''}${relative} % since)` : was;
}

/** A time with its interval where it is estimated. */
export function latencyEstimate(estimate: Estimate | undefined): Pick<Total, 'text' | 'note'> {
  const text = latencyText(estimate?.value);
  return estimate && estimate.low !== estimate.high
    ? {
        text: `≈ ${text}`,
        note: `${latencyText(estimate.low)} to ${Number.isFinite(estimate.high) ? latencyText(estimate.high) : 'unknown'}`,
      }
    : { text };
}

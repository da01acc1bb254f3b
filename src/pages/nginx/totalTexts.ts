import type { Total } from '../../components/Totals';
import { formatDuration, formatValue } from '../../components/units';
import type { Estimate } from '../../insights/nginx/slices';

const whole = (value: number) => Math.round(value).toLocaleString('en');

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

/** The share of one estimate in another. */
export function shareText(part: Estimate, all: Estimate): string {
  return all.value > 0 ? formatValue(part.value / all.value, 'ratio') : '–';
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

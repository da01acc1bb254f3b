import { sizeText } from '../../../components/logs/sizeText';
import { formatDuration } from '../../../components/units';
import { surelySeen, type Piece } from './replaySteps';

const DAY_MS = 86_400_000;

/** How long a replay looks back: `7 days`. */
export function spanText(ms: number): string {
  const days = ms / DAY_MS;
  return Number.isInteger(days) ? `${days} ${days === 1 ? 'day' : 'days'}` : formatDuration(ms / 1000);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** What a replay has looked at, and what not. */
export interface Seen {
  stepSeconds: number;
  /** The rule's own. */
  intervalSeconds: number;
  /** How far each evaluation looks back; absent where it looks at its moment only. */
  windowSeconds: number | undefined;
  forSeconds: number;
  /** How many were replayed, and whether there are more. */
  subjects: number;
  isTruncated: boolean;
}

interface Result {
  span: string;
  firings: number;
  /** How many of the subjects fired. */
  fired: number;
  seen: Seen;
}

/** The outcome in a sentence. That it would not have fired is said only where every evaluation of the rule was made. */
export function resultText({ span, firings, fired, seen }: Result): string {
  const { stepSeconds, intervalSeconds, subjects, isTruncated } = seen;
  if (firings > 0) {
    return `Over ${span} it would have fired ${times(firings)}, for ${fired} of ${subjects}${isTruncated ? ' or more' : ''}.`;
  }
  const of = isTruncated ? ` of the ${subjects} that were looked at` : '';
  return stepSeconds > intervalSeconds
    ? `Over ${span} no alert was found${of}, looking every ${formatDuration(stepSeconds)}.`
    : `Over ${span} it would not have fired${isTruncated ? ` for any${of}` : ''}.`;
}

/** What lies between two evaluations, and what of it may be missing. */
export function gapsText({ stepSeconds, intervalSeconds, windowSeconds, forSeconds }: Seen): string {
  const between =
    windowSeconds !== undefined && windowSeconds >= stepSeconds
      ? 'each look takes in all since the one before'
      : windowSeconds !== undefined
        ? `each look takes in ${formatDuration(windowSeconds)} of it`
        : 'nothing was looked at between two of them';
  return (
    `The rule is evaluated every ${formatDuration(intervalSeconds)}, this replay every ${formatDuration(stepSeconds)}: ` +
    `${between}. What was beyond the threshold for less than ${formatDuration(surelySeen(stepSeconds, forSeconds))} may be missing.`
  );
}

/** What a button says that looks at steps of `stepSeconds`, with its price: bytes of logs, or requests. */
export function finerText(stepSeconds: number, bytes: number | undefined, pieces: readonly Piece[]): string {
  const price =
    bytes === undefined
      ? `${pieces.length} ${pieces.length === 1 ? 'request' : 'requests'} for each query`
      : `reads ${sizeText(bytes)} again`;
  return `Look every ${formatDuration(stepSeconds)} (${price})`;
}

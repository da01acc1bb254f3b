import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { MOST_SERIES } from '../../../signals/derived/derivedRules';
import type { Preview } from './loadPreview';

/** Values of a field of lines that are each a series of their own: more of them come of clients that invent some. */
const MOST_VALUES = 100;

/** What stands against saving a metric. */
export interface Objection {
  text: string;
  /** The label that has too many values: recording only some by name mends it. */
  label?: string;
}

type Found = Pick<Preview, 'lines' | 'seriesCount' | 'perLabel' | 'unparsed' | 'unusable'>;

const counted = (count: number | undefined) => count?.toLocaleString('en') ?? 'more than Loki counts';

/** Fields of lines with many values, each of which would be a series. */
function unbounded({ by }: DerivedMetric, { perLabel }: Found): Objection[] {
  return perLabel
    .filter(({ label, count }) => {
      const group = by.find(({ as }) => as === label);
      // Labels of streams are bounded by who ships the logs.
      return group && !group.only && group.field.from !== 'label' && (count === undefined || count > MOST_VALUES);
    })
    .map(({ label, count }) => ({
      text: `${label} has ${counted(count)} different values, and each would be series for good, also those that a client invents: record only the busiest by name, or leave it out.`,
      label,
    }));
}

function tooMany(metric: DerivedMetric, found: Found): Objection[] {
  const { seriesCount, perLabel } = found;
  if (seriesCount !== undefined && seriesCount <= MOST_SERIES) {
    return [];
  }
  const [worst] = perLabel;
  const isCapped = metric.by.find(({ as }) => as === worst?.label)?.only !== undefined;
  const blame = worst
    ? ` ${worst.label} alone has ${counted(worst.count)} values: record ${isCapped ? 'fewer' : 'only some'} of them by name, take it as a path if it is one, or leave it out.`
    : '';
  const text =
    seriesCount === undefined
      ? `It would make more series than Loki counts at once.${blame}`
      : `It would make ${counted(seriesCount)} series, more than ${counted(MOST_SERIES)}.${blame}`;
  return [{ text, ...(worst && !isCapped ? { label: worst.label } : {}) }];
}

/** Why a metric cannot be saved as it is, in words that say what to change; none where all is well. */
export function objectionsTo(metric: DerivedMetric, found: Found): Objection[] {
  const { lines, unparsed, unusable } = found;
  if (lines === 0) {
    return [
      {
        text: 'No line passes the filter in this time: widen the range, or look at the Logs page which part of the filter leaves none.',
      },
    ];
  }
  if (unparsed.count >= lines) {
    return [{ text: 'No line can be parsed in this way: the fields that are chosen are of lines written otherwise.' }];
  }
  if (unusable && unusable.count >= lines - unparsed.count) {
    const text =
      metric.measure.kind === 'distinct'
        ? 'No line has the measured field: choose another.'
        : 'No line has a value that is a number in the measured field: choose another field, or another way in which it is written.';
    return [{ text }];
  }
  const many = unbounded(metric, found);
  // Both would name the same field.
  return many.length > 0 ? many : tooMany(metric, found);
}

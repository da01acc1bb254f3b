import { measuredField, type DerivedMetric } from '../../signals/derived/derivedMetric';
import type { Unit } from '../../signals/signal';

/** The unit of a metric's values. */
export function unitOf({ measure }: Pick<DerivedMetric, 'measure'>): Unit {
  const written = measuredField(measure)?.written;
  switch (measure.kind) {
    case 'rate':
      return 'lines per second';
    case 'bytes':
      return 'bytes';
    case 'count':
    case 'distinct':
      return 'count';
    default:
      return written === 'duration' ? 'seconds' : written === 'bytes' ? 'bytes' : 'count';
  }
}

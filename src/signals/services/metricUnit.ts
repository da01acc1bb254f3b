import type { Unit } from '../signal';

/** Words for units at the end of a metric's name, or in its metadata, by Prometheus' conventions and by common habits. */
const UNITS: Readonly<Record<string, Unit>> = {
  seconds: 'seconds',
  second: 'seconds',
  s: 'seconds',
  milliseconds: 'milliseconds',
  millis: 'milliseconds',
  ms: 'milliseconds',
  microseconds: 'microseconds',
  us: 'microseconds',
  nanoseconds: 'nanoseconds',
  ns: 'nanoseconds',
  bytes: 'bytes',
  byte: 'bytes',
  by: 'bytes',
  ratio: 'ratio',
  percent: 'percent',
  percentage: 'percent',
  celsius: 'celsius',
};

/** Gauges in seconds whose name ends so are moments, not durations. */
const MOMENT = /(?:^|_)(?:timestamp|start_time|last_[a-z_]+_time|expiry|created|not_after|boot_time)_seconds$/;

/** What stands between the unit and the end of a name. */
const ENDING = /_(?:total|bucket|sum|count|info)$/;

/**
 * The unit of a metric's values: what its metadata says, otherwise the last word of its name. `count` where neither says.
 * @param said the UNIT of the metadata, empty where there is none
 */
export function metricUnit(name: string, said = ''): Unit {
  const bare = name.replace(ENDING, '').toLowerCase();
  if (MOMENT.test(bare)) {
    return 'unix seconds';
  }
  const known = UNITS[said.toLowerCase()];
  if (known) {
    return known;
  }
  const word = bare.slice(bare.lastIndexOf('_') + 1);
  // A letter or two may be anything unless they stand after a word: `latency_ms`, but no metric called `s`.
  return word !== bare && word in UNITS ? (UNITS[word] ?? 'count') : 'count';
}

/** The unit of a rate of what is counted in `unit`. */
export function unitOfRate(unit: Unit): Unit {
  switch (unit) {
    case 'bytes':
      return 'bytes per second';
    case 'seconds':
      // Seconds of work in a second: a share of one worker's time.
      return 'seconds per second';
    default:
      return 'per second';
  }
}

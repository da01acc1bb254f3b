import { type Random } from './random';

/**
 * A quantity over time that is known in closed form, and so is its integral: gauges read `at`, counters read
 * differences of `primitive`. A counter at any moment costs the same, so history and live exporter agree.
 */
export interface Curve {
  /** The value at `t`, epoch seconds. */
  at(t: number): number;
  /** An antiderivative; only differences of it mean anything. */
  primitive(t: number): number;
}

/** The integral from `from` to `to`. */
export function integral(curve: Curve, from: number, to: number): number {
  return curve.primitive(to) - curve.primitive(from);
}

export function constant(value: number): Curve {
  return { at: () => value, primitive: (t) => value * t };
}

const SHORT_PERIODS = [10_799, 2_477, 601, 97];
const SHORT_WEIGHTS = [0.35, 0.3, 0.2, 0.15];

export interface WaveOptions {
  mean: number;
  /** Largest distance from the mean, as a share of it, below 1: noise is bounded and returns to its mean. */
  swing: number;
  /** How much of the swing is a daily rhythm, 0 to 1. Its peak is two hours before `origin`. */
  daily?: number;
  /** Epoch seconds; the middle of the numbers that are computed, to keep them exact. */
  origin: number;
  random: Random;
}

/** Noise as a sum of sines: bounded, mean reverting, with an exact integral. */
export function wave({ mean, swing, daily = 0, origin, random }: WaveOptions): Curve {
  const amplitudes = SHORT_WEIGHTS.map((weight) => weight * swing * (1 - daily));
  // Periods differ a little from container to container, or all would rise and fall together.
  const speeds = SHORT_PERIODS.map((period) => (2 * Math.PI) / (period * random.between(0.85, 1.15)));
  const phases = SHORT_PERIODS.map(() => random.between(0, 2 * Math.PI));
  if (daily > 0) {
    amplitudes.push(daily * swing);
    speeds.push((2 * Math.PI) / 86_400);
    phases.push(Math.PI / 2 + Math.PI / 6 + random.between(-0.15, 0.15));
  }
  const n = amplitudes.length;
  return {
    at(t) {
      const x = t - origin;
      let sum = 1;
      for (let i = 0; i < n; i++) {
        sum += amplitudes[i]! * Math.sin(speeds[i]! * x + phases[i]!);
      }
      return mean * sum;
    },
    primitive(t) {
      const x = t - origin;
      let sum = x;
      for (let i = 0; i < n; i++) {
        sum -= (amplitudes[i]! / speeds[i]!) * Math.cos(speeds[i]! * x + phases[i]!);
      }
      return mean * sum;
    },
  };
}

/** The curve between two moments, and nothing outside of them. */
export function during(curve: Curve, from: number, to: number): Curve {
  return {
    at: (t) => (t >= from && t < to ? curve.at(t) : 0),
    primitive: (t) => curve.primitive(Math.min(Math.max(t, from), to)),
  };
}

/** One curve until `moment`, another from then on. */
export function change(before: Curve, moment: number, after: Curve): Curve {
  return sum([during(before, -Infinity, moment), during(after, moment, Infinity)]);
}

export function sum(curves: readonly Curve[]): Curve {
  return {
    at(t) {
      let total = 0;
      for (const curve of curves) {
        total += curve.at(t);
      }
      return total;
    },
    primitive(t) {
      let total = 0;
      for (const curve of curves) {
        total += curve.primitive(t);
      }
      return total;
    },
  };
}

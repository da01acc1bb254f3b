/** @jest-environment node */
import fc from 'fast-check';
import { estimateList, estimateTotal, planSlices } from './slices';

describe('a plan of slices', () => {
  it('spreads them over the range, one in each part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 1_000_000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (seconds, share, count) => {
          const range = { from: 1_749_556_800, to: 1_749_556_800 + seconds };
          const { slices, of } = planSlices(range, share, count);
          const lengths = new Set(slices.map(({ from, to }) => to - from));
          expect(lengths.size).toBe(1);
          slices.forEach(({ from, to }, index) => {
            expect(from).toBeGreaterThanOrEqual(range.from + Math.floor((index * seconds) / slices.length));
            expect(to).toBeLessThanOrEqual(range.from + Math.floor(((index + 1) * seconds) / slices.length));
          });
          expect(of).toBeGreaterThanOrEqual(slices.length);
        }
      )
    );
  });

  it('tiles the range where all of it is wanted', () => {
    const { slices, of } = planSlices({ from: 10, to: 3611 }, 1, 7);
    expect(of).toBe(slices.length);
    expect(slices.map(({ to }) => to)).toEqual([...slices.slice(1).map(({ from }) => from), 3611]);
    expect(slices[0]?.from).toBe(10);
  });

  it('does not begin at the same second of every part', () => {
    const { slices } = planSlices({ from: 0, to: 24 * 3600 }, 0.1, 24);
    expect(new Set(slices.map(({ from }) => from % 3600)).size).toBeGreaterThan(12);
  });
});

describe('an estimate', () => {
  it('is exact when everything was read', () =>
    expect(estimateTotal([1, 2, 3], { of: 3 })).toEqual({ value: 6, low: 6, high: 6 }));

  it('is never below what was counted, and says how much may have been missed', () => {
    expect(estimateTotal([0, 0, 0, 0, 0, 0, 0, 0, 0, 5], { of: 100 }).low).toBe(5);
    expect(estimateTotal([0, 0, 0, 0], { of: 40 })).toEqual({ value: 0, low: 0, high: 30 });
    expect(estimateTotal([7], { of: 10 }).high).toBe(Infinity);
  });
});

/** A generator with a seed, for runs that are the same each time (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A day of requests, busier by day, with bursts; URIs by Zipf's law, each with hours of its own. */
function day(seed: number): Array<{ time: number; uri: string }> {
  const next = random(seed);
  const out: Array<{ time: number; uri: string }> = [];
  while (out.length < 60_000) {
    const time = Math.floor(next() * 86_400);
    const busy = 0.55 + 0.45 * Math.sin((time / 86_400) * 2 * Math.PI);
    if (next() < busy) {
      const uri = Math.floor(Math.exp(next() * Math.log(400)));
      out.push({ time, uri: `/${uri}` });
      // A page brings its neighbours with it, so that requests come in bunches.
      for (let more = 0; next() < 0.4; more++) {
        out.push({ time: Math.min(86_399, time + more), uri: `/${uri + more + 1}` });
      }
    }
  }
  return out;
}

test('estimates of the top ten hold the truth in nine of ten cases, and are narrow', () => {
  let held = 0;
  let all = 0;
  const widths: number[] = [];
  for (let seed = 1; seed <= 30; seed++) {
    const requests = day(seed);
    const plan = planSlices({ from: 0, to: 86_400 }, 0.12, 48);
    const counts = plan.slices.map(({ from, to }) => {
      const slice = new Map<string, number>();
      requests
        .filter(({ time }) => time >= from && time < to)
        .forEach(({ uri }) => slice.set(uri, (slice.get(uri) ?? 0) + 1));
      return slice;
    });
    const truth = new Map<string, number>();
    requests.forEach(({ uri }) => truth.set(uri, (truth.get(uri) ?? 0) + 1));
    const rows = estimateList(counts, plan);
    for (const { key, count } of rows.slice(0, 200)) {
      const exact = truth.get(key) ?? 0;
      held += exact >= count.low && exact <= count.high ? 1 : 0;
      all += 1;
    }
    widths.push(...rows.slice(0, 10).map(({ count }) => (count.high - count.low) / 2 / count.value));
  }
  const median = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
  console.info(
    `Estimates from an eighth of a day: ${((100 * held) / all).toFixed(1)} % hold the truth; median half width of the top ten ${(100 * median).toFixed(1)} %`
  );
  expect(held / all).toBeGreaterThanOrEqual(0.9);
  expect(median).toBeLessThanOrEqual(0.15);
});

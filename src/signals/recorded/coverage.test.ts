/** @jest-environment node */
import fc from 'fast-check';
import { coverageOf, linesOf, rawParts, type Span } from './coverage';
import { USUAL_TIMES } from './recordingRule';

const MINUTE = 60_000;
const T0 = 1_700_000_040_000;
const range: Span = { from: T0, to: T0 + 60 * MINUTE };
const length = (spans: readonly Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);
/** The time of the sample that counts the minute which ends so many minutes into the range. */
const sampleOf = (minute: number) => T0 + minute * MINUTE + USUAL_TIMES.lateSeconds * 1000;

describe('coverageOf', () => {
  test('a sample counts the minute that ended a minute before it', () =>
    expect(linesOf(T0 + 2 * MINUTE, USUAL_TIMES)).toEqual({ from: T0, to: T0 + MINUTE }));

  test('everything, where there is a sample for each minute', () => {
    const samples = Array.from({ length: 60 }, (_, index) => sampleOf(index + 1));
    expect(coverageOf(samples, range, USUAL_TIMES)).toEqual({ recorded: [range], missing: [] });
  });

  test('nothing, where there is none', () =>
    expect(coverageOf([], range, USUAL_TIMES)).toEqual({ recorded: [], missing: [range] }));

  test('a ruler that stopped for five minutes leaves a hole of five minutes', () => {
    const samples = Array.from({ length: 60 }, (_, index) => index + 1)
      .filter((minute) => minute <= 20 || minute > 25)
      .map(sampleOf);
    expect(coverageOf(samples, range, USUAL_TIMES).missing).toEqual([{ from: T0 + 20 * MINUTE, to: T0 + 25 * MINUTE }]);
  });

  test('an evaluation that was milliseconds late is no hole', () => {
    const samples = Array.from({ length: 60 }, (_, index) => sampleOf(index + 1) + (index % 2) * 300);
    expect(coverageOf(samples, range, USUAL_TIMES).missing).toEqual([]);
  });

  test('recorded and missing tile the range, whatever the samples', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10 * MINUTE, max: 90 * MINUTE })), (offsets) => {
        const samples = offsets.map((offset) => T0 + offset);
        const { recorded, missing } = coverageOf(samples, range, USUAL_TIMES);
        expect(length(recorded) + length(missing)).toBe(length([range]));
        const all = [...recorded, ...missing].sort((a, b) => a.from - b.from);
        all.slice(1).forEach(({ from }, index) => expect(from).toBe(all[index]?.to));
      })
    ));
});

describe('rawParts', () => {
  const tiles = { from: T0 + 10 * MINUTE, stepSeconds: 600, count: 6 };

  test.each<[string, Span[], ReturnType<typeof rawParts>]>([
    ['nothing', [], []],
    ['everything is one query', [range], [{ kind: 'steps', from: T0 + 10 * MINUTE, to: T0 + 60 * MINUTE }]],
    [
      'the last two minutes are a part of the last step',
      [{ from: T0 + 58 * MINUTE, to: T0 + 60 * MINUTE }],
      [{ kind: 'part', at: T0 + 60 * MINUTE, seconds: 120, step: 5 }],
    ],
    [
      'a hole over steps has a part at each end',
      [{ from: T0 + 8 * MINUTE, to: T0 + 33 * MINUTE }],
      [
        { kind: 'part', at: T0 + 10 * MINUTE, seconds: 120, step: 0 },
        { kind: 'steps', from: T0 + 20 * MINUTE, to: T0 + 30 * MINUTE },
        { kind: 'part', at: T0 + 33 * MINUTE, seconds: 180, step: 3 },
      ],
    ],
    [
      'over the border of two steps it is a part of each',
      [{ from: T0 + 9 * MINUTE, to: T0 + 12 * MINUTE }],
      [
        { kind: 'part', at: T0 + 10 * MINUTE, seconds: 60, step: 0 },
        { kind: 'part', at: T0 + 12 * MINUTE, seconds: 120, step: 1 },
      ],
    ],
  ])('%s', (_why, missing, parts) => expect(rawParts(missing, tiles)).toEqual(parts));

  test('reads what is missing, and no second of it twice', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 70 }), (minutes) => {
        const { missing } = coverageOf(minutes.map(sampleOf), range, USUAL_TIMES);
        const seconds = rawParts(missing, tiles).reduce(
          (sum, part) => sum + (part.kind === 'part' ? part.seconds : (part.to - part.from) / 1000 + tiles.stepSeconds),
          0
        );
        expect(seconds).toBe(length(missing) / 1000);
      })
    ));
});

import { checkById } from './catalog';
import { parameterValues } from './check';
import { replay, type ReplayInput, type ReplayOptions, type ReplaySeries } from './replay';

const check = checkById('memory-near-limit');
const STEP = 60;
const labels = { instance: 'a:8080', name: 'web' };
const joinOn = ['instance', 'name'];

/** A series from minute 0: a number a minute, `.` where there is none. */
function series(text: string, of = labels): ReplaySeries {
  const points = text.split(' ').flatMap((value, index) => (value === '.' ? [] : [[index * 60_000, Number(value)]]));
  return { labels: of, times: points.map(([time]) => time ?? 0), values: points.map(([, value]) => value ?? 0) };
}

const run = (values: ReplaySeries[], options: ReplayOptions, more: Partial<ReplayInput> = {}, share = 0.9) =>
  replay(check, parameterValues(check, { share }), { values, joinOn, ...more }, STEP, options).map(
    ({ activeAt, start, end, peak }) => ({
      activeAt: activeAt / 60_000,
      start: start / 60_000,
      end: end === undefined ? undefined : end / 60_000,
      peak,
    })
  );

describe('replay', () => {
  test.each<
    [string, string, ReplayOptions, Array<{ activeAt: number; start: number; end: number | undefined; peak: number }>]
  >([
    ['never', '0.5 0.8 0.9', { forSeconds: 0 }, []],
    ['at once', '0.5 0.95 0.92 0.5', { forSeconds: 0 }, [{ activeAt: 1, start: 1, end: 3, peak: 0.95 }]],
    [
      'once it has held',
      '0.95 0.95 0.95 0.97 0.5',
      { forSeconds: 120 },
      [{ activeAt: 0, start: 2, end: 4, peak: 0.97 }],
    ],
    ['not where it held for less', '0.95 0.95 0.5 0.95 0.95 0.5', { forSeconds: 120 }, []],
    [
      'to the end of the data',
      '0.5 0.95 0.99',
      { forSeconds: 60 },
      [{ activeAt: 1, start: 2, end: undefined, peak: 0.99 }],
    ],
    [
      'twice',
      '0.95 0.5 0.96 0.5',
      { forSeconds: 0 },
      [
        { activeAt: 0, start: 0, end: 1, peak: 0.95 },
        { activeAt: 2, start: 2, end: 3, peak: 0.96 },
      ],
    ],
    [
      'until its series ends',
      '0.95 0.95 . . .',
      { forSeconds: 0 },
      [{ activeAt: 0, start: 0, end: undefined, peak: 0.95 }],
    ],
    [
      'on through a gap',
      '0.95 0.95 . . 0.95 0.5 . . .',
      { forSeconds: 0, keepFiringSeconds: 180 },
      [{ activeAt: 0, start: 0, end: undefined, peak: 0.95 }],
    ],
    [
      'not through a gap that is too long',
      '0.95 0.95 . . . . 0.95 0.5',
      { forSeconds: 0, keepFiringSeconds: 120 },
      [
        { activeAt: 0, start: 0, end: 4, peak: 0.95 },
        { activeAt: 6, start: 6, end: undefined, peak: 0.95 },
      ],
    ],
    ['nor while it was pending', '0.95 . 0.95 0.95', { forSeconds: 120, keepFiringSeconds: 300 }, []],
    ['NaN is beyond nothing', 'NaN NaN', { forSeconds: 0 }, []],
  ])('fires %s', (_when, values, options, expected) => expect(run([series(values)], options)).toEqual(expected));

  it('ends a series that ends before others do', () => {
    const other = series('0.1 0.1 0.1 0.1', { instance: 'b:8080', name: 'web' });
    expect(run([series('0.95 0.95'), other], { forSeconds: 0 })).toEqual([
      { activeAt: 0, start: 0, end: 2, peak: 0.95 },
    ]);
  });

  it('ends a series that ends before the replay does', () =>
    expect(run([series('0.95 0.95')], { forSeconds: 0 }, { to: 300_000 })).toEqual([
      { activeAt: 0, start: 0, end: 2, peak: 0.95 },
    ]));

  it('lets only through what its guard has at that time, for the same subject', () => {
    const guards = [series('. 1 1 .'), series('1 1 1 1', { instance: 'b:8080', name: 'web' })];
    expect(run([series('0.95 0.95 0.95 0.95')], { forSeconds: 0 }, { guards })).toEqual([
      { activeAt: 1, start: 1, end: 3, peak: 0.95 },
    ]);
    expect(run([series('0.95 0.95')], { forSeconds: 0 }, { guards: [] })).toEqual([]);
  });

  it('counts anew for another threshold, on the same series', () => {
    const values = [series('0.7 0.95 0.7 0.5')];
    expect(run(values, { forSeconds: 0 }, {}, 0.6)).toEqual([{ activeAt: 0, start: 0, end: 3, peak: 0.95 }]);
    expect(run(values, { forSeconds: 0 }, {}, 0.99)).toEqual([]);
  });

  it('tells the lowest value of what must not fall', () => {
    const low = { ...check, compare: '<' as const };
    const found = replay(
      low,
      parameterValues(check, { share: 0.5 }),
      { values: [series('0.4 0.1 0.3 0.6')], joinOn },
      STEP,
      { forSeconds: 0 }
    );
    expect(found.map(({ peak }) => peak)).toEqual([0.1]);
  });
});

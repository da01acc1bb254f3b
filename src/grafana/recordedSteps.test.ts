import { NGINX_SIGNALS } from '../signals/nginx/signals';
import type { RecordedRead } from '../signals/recorded/recordingRule';
import { queryInstant, queryPoints, querySamples } from './prometheus';
import { planRecorded, readRecorded, type RecordedPlan } from './recordedSteps';

jest.mock('./prometheus');

const SOURCE = { uid: 'p', name: 'P', type: 'prometheus', isDefault: true };
const READ: RecordedRead = {
  query: (seconds) => `${NGINX_SIGNALS.requests.id} over ${seconds}`,
  heartbeat: { metric: 'h', matchers: [] },
  times: { intervalSeconds: 60, lateSeconds: 60 },
};
/** Three steps of ten minutes, of which the last three minutes are not recorded. */
const PLAN: RecordedPlan = {
  tiles: { from: 600_000, stepSeconds: 600, count: 3 },
  recorded: [{ from: 0, to: 1_620_000 }],
  missing: [{ from: 1_620_000, to: 1_800_000 }],
  parts: [{ kind: 'part', at: 1_800_000, seconds: 180, step: 2 }],
};

beforeEach(() => jest.resetAllMocks());

test('what is recorded after the plan was made is not added to what the logs say of the same lines', async () => {
  const times = [600_000, 1_200_000, 1_800_000];
  // One request a second: the newest minute came meanwhile, and is in the answer for the last step.
  jest.mocked(queryPoints).mockResolvedValue([{ labels: {}, times, values: [1, 1, 480 / 600] }]);
  jest.mocked(queryInstant).mockResolvedValue([{ labels: {}, value: 1 }]);
  const series = await readRecorded(SOURCE, READ, PLAN, {
    steps: () => Promise.resolve([]),
    part: () => Promise.resolve([{ labels: {}, value: 1 }]),
  });
  expect(series).toEqual([{ labels: {}, times, values: [1, 1, expect.closeTo(1, 9)] }]);
  expect(jest.mocked(queryInstant).mock.calls[0]?.slice(1, 3)).toEqual([READ.query(420), 1_620_000]);
});

describe('planRecorded', () => {
  const T0 = 1_700_000_000_000;
  const MINUTE = 60_000;
  /** When rulers evaluate within their minute is not for us to say. */
  const PHASE = 17_000;

  /** A Prometheus that holds these heartbeats, each a series, and answers as either of its versions does. */
  function prometheusWith(heartbeats: readonly number[][], countsBeginning: boolean) {
    jest.mocked(queryPoints).mockImplementation((_source, expr, { from, to, stepSeconds }) => {
      const [, range, offset] = /\[(\d+)ms\] offset -(\d+)ms/.exec(expr) ?? [];
      const ends = Array.from(
        { length: Math.round((to - from) / 1000 / stepSeconds) + 1 },
        (_, index) => from + index * stepSeconds * 1000
      );
      const inWindow = (end: number) => (time: number) => {
        const since = time - (end + Number(offset) - Number(range));
        return (countsBeginning ? since >= 0 : since > 0) && since <= Number(range);
      };
      const values = ends.map((end) => heartbeats.reduce((sum, times) => sum + times.filter(inWindow(end)).length, 0));
      const there = ends.map((_, index) => index).filter((index) => values[index] !== 0);
      return Promise.resolve([
        { labels: {}, times: there.map((index) => ends[index] ?? 0), values: there.map((index) => values[index] ?? 0) },
      ]);
    });
    jest.mocked(querySamples).mockImplementation((_source, _selector, time, seconds) =>
      Promise.resolve(
        heartbeats.map((times) => ({
          labels: {},
          times: times.filter((one) => one <= time && one > time - seconds * 1000),
          values: [],
        }))
      )
    );
  }
  /** The samples of evaluations of which each counts the minute that ends so many minutes into the range. */
  const samples = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => T0 + PHASE + (from + index + 1) * MINUTE);
  const tiles = (stepSeconds: number, minutes: number) => ({
    from: T0 + stepSeconds * 1000,
    stepSeconds,
    count: Math.floor((minutes * 60) / stepSeconds),
  });
  const inMinutes = ({ missing }: RecordedPlan) =>
    missing.map(({ from, to }) => [(from - T0) / MINUTE, (to - T0) / MINUTE]);

  describe.each([
    ['2', true],
    ['3', false],
  ])('of Prometheus %s', (_version, countsBeginning) => {
    // 450 s hold seven or eight evaluations, 90 s one or two.
    test.each([450, 90, 60, 600, 3600])(
      'finds one evaluation of many that is missing, in steps of %d s',
      async (stepSeconds) => {
        const all = samples(-20, 400);
        for (const lost of [25, 26, 27, 28, 29, 30, 31, 32]) {
          prometheusWith([all.filter((time) => time !== T0 + PHASE + (lost + 1) * MINUTE)], countsBeginning);
          const plan = await planRecorded(SOURCE, READ, tiles(stepSeconds, 360));
          const began = lost - 1 + PHASE / MINUTE;
          expect(inMinutes(plan)).toEqual([[expect.closeTo(began, 6), expect.closeTo(began + 1, 6)]]);
        }
      }
    );

    test('finds no hole where there is none, and asks no sample then', async () => {
      prometheusWith([samples(-20, 400)], countsBeginning);
      for (const stepSeconds of [60, 90, 450, 600]) {
        expect(await planRecorded(SOURCE, READ, tiles(stepSeconds, 360))).toMatchObject({ missing: [], parts: [] });
      }
      expect(querySamples).not.toHaveBeenCalled();
    });

    test('takes a heartbeat that goes on under another list of virtual hosts for the same recording', async () => {
      prometheusWith([samples(-20, 100), samples(100, 400)], countsBeginning);
      expect(await planRecorded(SOURCE, READ, tiles(450, 360))).toMatchObject({ missing: [], parts: [] });
    });
  });

  test('asks nothing more where nothing was recorded', async () => {
    prometheusWith([], true);
    expect(await planRecorded(SOURCE, READ, tiles(450, 360))).toMatchObject({ recorded: [] });
    expect(querySamples).not.toHaveBeenCalled();
  });

  test('reads from its recording a range of one step that lacks only its beginning and its end', async () => {
    prometheusWith([samples(10, 350)], true);
    const plan = await planRecorded(SOURCE, READ, { from: T0 + 360 * MINUTE, stepSeconds: 360 * 60, count: 1 });
    expect(plan.recorded).toHaveLength(1);
    expect(plan.parts.map(({ kind }) => kind)).toEqual(['part', 'part']);
    const missing = plan.missing.reduce((sum, { from, to }) => sum + (to - from) / MINUTE, 0);
    expect(missing).toBeGreaterThan(15);
    expect(missing).toBeLessThan(25);
  });

  test('reads more holes than can be asked for one by one as whole steps', async () => {
    prometheusWith([samples(-20, 400).filter((_, index) => index % 20 !== 0)], true);
    const plan = await planRecorded(SOURCE, READ, tiles(450, 360));
    expect(querySamples).not.toHaveBeenCalled();
    expect(plan.parts.every(({ kind }) => kind === 'steps')).toBe(true);
    plan.missing.forEach(({ from, to }) => expect([(from - T0) % 450_000, (to - T0) % 450_000]).toEqual([0, 0]));
  });

  test('leaves whole steps to the logs where the recording has values that are not to be used', async () => {
    prometheusWith([samples(100, 400)], true);
    const began = 99 + PHASE / MINUTE;
    expect(inMinutes(await planRecorded(SOURCE, READ, tiles(450, 360)))).toEqual([[0, expect.closeTo(began, 6)]]);
    const plan = await planRecorded(SOURCE, { ...READ, isBeyond: true }, tiles(450, 360));
    expect(inMinutes(plan)).toEqual([[0, 105]]);
    expect(plan.parts).toEqual([{ kind: 'steps', from: T0 + 450_000, to: T0 + 105 * MINUTE }]);
  });
});

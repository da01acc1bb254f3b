import { queryLogSeries } from './loki';
import { queryLogSteps } from './logSteps';

jest.mock('./loki');

const SOURCE = { uid: 'l', name: 'L', type: 'loki', isDefault: true };
const asked = () => jest.mocked(queryLogSeries).mock.calls[0]?.slice(1, 3);

beforeEach(() => jest.resetAllMocks());

test('steps that lie aside of multiples are asked for at multiples, as long ago as these are late', async () => {
  jest.mocked(queryLogSeries).mockResolvedValue([{ labels: {}, times: [120_000, 180_000], values: [1, 2] }]);
  const range = { from: 110_000, to: 170_000, stepSeconds: 60 };
  expect(await queryLogSteps(SOURCE, 'rate({a="b"}[1m])', range)).toEqual([
    { labels: {}, times: [110_000, 170_000], values: [1, 2] },
  ]);
  expect(asked()).toEqual(['rate({a="b"}[1m] offset 10s)', { from: 120_000, to: 180_000 }]);
});

test('steps at multiples are asked for as they are', async () => {
  jest.mocked(queryLogSeries).mockResolvedValue([]);
  await queryLogSteps(SOURCE, 'rate({a="b"}[1m])', { from: 120_000, to: 120_000, stepSeconds: 60 });
  expect(asked()).toEqual(['rate({a="b"}[1m])', { from: 120_000, to: 120_000 }]);
});

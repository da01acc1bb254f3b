import { pastLines } from './pastLines';

test('what was before is laid where it would be now, at its own steps, under a name of its own', () => {
  const interval = { low: [1, 2], high: [3, 4] };
  const series = [{ name: 'p95', values: [2, 3], color: 'red', interval }];
  expect(pastLines({ times: [1000, 31_000], series }, { back: 86_400_000, name: 'a day before' })).toEqual([
    { name: 'p95, a day before', values: [2, 3], color: 'red', dashed: true, times: [86_401_000, 86_431_000] },
  ]);
});

import { interpolateLoki, type LokiIntervals } from './interpolateLoki';

const range = (ms: number) => ({ from: 0, to: ms });

describe('interpolateLoki', () => {
  test.each<[string, Partial<LokiIntervals>, { expr: string; stepMs: number }]>([
    [
      'every variable',
      { expr: '$__interval $__interval_ms $__range $__range_s $__range_ms', intervalMs: 2_000, range: range(50_000) },
      { expr: '2s 2000 50s 50 50000', stepMs: 2_000 },
    ],
    [
      'every variable in braces',
      { expr: '${__interval} ${__interval_ms} ${__range} ${__range_s}', intervalMs: 2_000, range: range(50_000) },
      { expr: '2s 2000 50s 50', stepMs: 2_000 },
    ],
    ['$__auto of a range is the step', { expr: '[$__auto]', step: '10s' }, { expr: '[10s]', stepMs: 10_000 }],
    [
      '$__auto of an instant is the range',
      { expr: '[$__auto]', queryType: 'instant', range: range(50_000) },
      { expr: '[50s]', stepMs: 1_000 },
    ],
    ['${__auto} is no variable', { expr: '[${__auto}]' }, { expr: '[${__auto}]', stepMs: 1_000 }],
    ['a step in days', { step: '1d', resolution: 2 }, { expr: '', stepMs: 172_800_000 }],
    ['an unknown resolution is 1', { intervalMs: 7_000, resolution: 7 }, { expr: '', stepMs: 7_000 }],
    ['no more than 11 000 points', { intervalMs: 2_000, range: range(33_001_000) }, { expr: '', stepMs: 3_001 }],
  ])('%s', (_, query, expected) => {
    expect(interpolateLoki({ expr: '', queryType: 'range', range: range(3_600_000), ...query })).toEqual(expected);
  });
});

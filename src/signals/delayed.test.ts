/** @jest-environment node */
import { delayed } from './delayed';

describe('delayed', () => {
  test.each<[string, string, string]>([
    ['one window', 'sum(count_over_time({a="b"} [60s]))', 'sum(count_over_time({a="b"} [60s] offset 1m))'],
    [
      'every window of a quotient',
      'sum(rate({a="b"} [1m])) / sum(rate({a="c"} [1m]))',
      'sum(rate({a="b"} [1m] offset 1m)) / sum(rate({a="c"} [1m] offset 1m))',
    ],
    [
      'no text in quotes',
      'count_over_time({a="b"} |~ "x[60s]\\"[60s]" | pattern `<_> [5m] <ip>` [60s])',
      'count_over_time({a="b"} |~ "x[60s]\\"[60s]" | pattern `<_> [5m] <ip>` [60s] offset 1m)',
    ],
  ])('moves %s', (_why, expr, moved) => expect(delayed(expr, 60)).toBe(moved));

  test('leaves a query alone that waits for nobody', () =>
    expect(delayed('count_over_time({a="b"} [60s])', 0)).toBe('count_over_time({a="b"} [60s])'));
});

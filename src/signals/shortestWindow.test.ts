import { shortestWindow } from './shortestWindow';

test.each([
  ['up == 0', undefined],
  ['rate(x_total{a="b"}[5m])', 300],
  ['rate(x[1h]) / rate(x[5m] offset 1w)', 300],
  ['max_over_time(rate(x[90s])[1h:5m])', 90],
  ['max_over_time(x[1h30m:])', 5400],
  ['count_over_time({a="b"} |~ `[1s]` |= "\\"[2s]" [10m])', 600],
])('%s: %s', (expr, expected) => expect(shortestWindow(expr)).toBe(expected));

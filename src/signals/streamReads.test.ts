import { parser } from '@grafana/lezer-logql';
import { SIGNALS } from './catalog';
import { DOCKER, type Conventions } from './conventions';
import { streamReads } from './streamReads';
import { accessLog, JSON_FORMAT } from './nginx/test-support/contexts';
import { EVERYTHING } from './scope';

test.each([
  ['one stream', 'sum(rate({job="nginx"} |= "x" [5m]))', [{ selector: '{job="nginx"}', seconds: 300, passes: 1 }]],
  [
    'the same streams twice, over the longer range',
    'sum(count_over_time({a="b"}[1m])) / sum(count_over_time({a="b"} [1h30m]))',
    [{ selector: '{a="b"}', seconds: 5400, passes: 2 }],
  ],
  [
    'others beside it',
    'rate({a="b"}[1m]) or rate({a=`c`, d=~"e.+"}[1m])',
    [
      { selector: '{a="b"}', seconds: 60, passes: 1 },
      { selector: '{a=`c`, d=~"e.+"}', seconds: 60, passes: 1 },
    ],
  ],
  [
    'braces, brackets and quotes in strings',
    'rate({a="}\\"{x=1}[9d]"} |~ `{b="c"}[9d]` | line_format "{{.x}} [9d]" [2m])',
    [{ selector: '{a="}\\"{x=1}[9d]"}', seconds: 120, passes: 1 }],
  ],
  ['lines, which have no range of their own', '{a="b"} |= "x"', [{ selector: '{a="b"}', seconds: 0, passes: 1 }]],
  ['no streams at all', 'vector(1)', []],
])('%s', (_what, expr, expected) => expect(streamReads(expr)).toEqual(expected));

describe('finds the streams that the grammar finds', () => {
  const conventions: Conventions = { ...DOCKER, nginx: { access: accessLog(JSON_FORMAT) } };
  const ofLogs = SIGNALS.filter(({ source, applies }) => source === 'logs' && (applies?.(conventions) ?? true));
  test.each(ofLogs.map((signal) => [signal.id, signal] as const))('%s', (_id, signal) => {
    const expr = signal.query({ conventions, scope: EVERYTHING, window: '5m', range: '1h' });
    const selectors: string[] = [];
    parser.parse(expr).iterate({
      enter: ({ type, from, to }) => {
        if (type.name === 'Selector') {
          selectors.push(expr.slice(from, to));
        }
      },
    });
    expect(selectors.length).toBeGreaterThan(0);
    const found = streamReads(expr);
    expect(found.map(({ selector }) => selector)).toEqual([...new Set(selectors)]);
    expect(found.reduce((sum, { passes }) => sum + passes, 0)).toBe(selectors.length);
  });
});

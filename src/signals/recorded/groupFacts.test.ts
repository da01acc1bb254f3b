import { selectorsIn } from '../streamReads';
import { groupFacts, sameGroup, secondsOf } from './groupFacts';
import type { RecordingGroup } from './recordingGroup';

test.each([
  ['1m0s', 60],
  ['1m', 60],
  ['1h30m', 5400],
  ['10s', 10],
  ['500ms', 0.5],
  ['soon', 0],
])('%s is %d seconds', (text, seconds) => expect(secondsOf(text)).toBe(seconds));

test.each([
  ['one', 'sum(count_over_time({job="nginx"} |= "x" [1m]))', ['{job="nginx"}']],
  ['several', 'sum(rate({a="1"}[1m])) + sum(rate({b=~"2|3"}[1m]))', ['{a="1"}', '{b=~"2|3"}']],
  ['one with braces in its value', 'count_over_time({path=~"x{2}"}[1m])', ['{path=~"x{2}"}']],
  ['none in a template', 'count_over_time({a="1"} | label_format b="{{.c}}" [1m])', ['{a="1"}']],
  ['none in a template between backticks', 'count_over_time({a="1"} | line_format `{{.c}}` [1m])', ['{a="1"}']],
  ['none where there is none', 'vector(1)', []],
])('finds the selectors: %s', (_what, expr, expected) => expect(selectorsIn(expr)).toEqual(expected));

const GROUP: RecordingGroup = {
  name: 'quayside-nginx-traffic',
  interval: '1m0s',
  rules: [
    {
      record: 'q:lines',
      expr: 'sum(count_over_time({a="1"}[60s] offset 1m)) or vector(0)',
      labels: { quayside_set: 'nginx-traffic', x: '1' },
    },
    { record: 'q:requests', expr: 'sum(count_over_time({a="1"}[60s] offset 1m))', labels: {} },
    { record: 'q:requests', expr: 'sum(count_over_time({a="2"}[60s] offset 1m))', labels: { host: 'other' } },
  ],
};

test('a group tells what it records', () =>
  expect(groupFacts(GROUP)).toEqual({
    set: 'nginx-traffic',
    times: { intervalSeconds: 60, lateSeconds: 60 },
    heartbeat: 'q:lines',
    metrics: ['q:lines', 'q:requests'],
    selectors: ['{a="1"}', '{a="1"}', '{a="2"}'],
  }));

test('groups are the same whatever a ruler makes of durations and the order of labels', () => {
  const rest = GROUP.rules.slice(1);
  const again = {
    ...GROUP,
    interval: '60s',
    rules: [
      { record: 'q:lines', expr: GROUP.rules[0]?.expr ?? '', labels: { x: '1', quayside_set: 'nginx-traffic' } },
      ...rest,
    ],
  };
  expect(sameGroup(GROUP, again)).toBe(true);
  expect(sameGroup(GROUP, { ...GROUP, rules: rest })).toBe(false);
  expect(sameGroup(GROUP, { ...GROUP, interval: '30s' })).toBe(false);
});

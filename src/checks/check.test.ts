/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, KUBERNETES, type Conventions } from '../signals/conventions';
import { hostileScope } from '../signals/test-support/hostileScope';
import { COMBINED } from '../signals/nginx/format';
import { accessLog, JSON_FORMAT, TIMED_FORMAT } from '../signals/nginx/test-support/contexts';
import { TEMPLATE_PATTERN } from '../signals/test-support/hostile';
import { INSTALLATIONS } from '../signals/test-support/installations';
import { parseQuery } from '../signals/test-support/queryParser';
import { checkById, CHECKS, checksFor } from './catalog';
import { condition, parameterValues, thresholdOf, type Check, type CheckContext } from './check';

const contextOf = (check: Check, conventions: Conventions, more: Partial<CheckContext> = {}): CheckContext => ({
  conventions,
  scope: {},
  parameters: parameterValues(check),
  ...more,
});

function expectGoodQuery({ source }: Check, text: string) {
  // Loki knows an offset after `unwrap`, and the grammar of Grafana's editor does not.
  const known = text.replace(/(\| unwrap \w+ \| __error__ = "" \[\w+\]) offset \w+/g, '$1');
  const { errors, nodes } = parseQuery(source === 'metrics' ? 'promql' : 'logql', known);
  expect({ text, errors }).toEqual({ text, errors: [] });
  expect(nodes).not.toContain('Without');
  expect(text).not.toMatch(TEMPLATE_PATTERN);
}

const nginx: Conventions['nginx'] = {
  access: accessLog(JSON_FORMAT, { labels: { virtualHost: 'vhost' } }),
  more: [{ access: accessLog(COMBINED, { matchers: [{ label: 'job', op: '=', value: 'edge' }] }) }],
};

/** With NGINX as well: one log, and two of different formats of which one names no virtual hosts. */
const WITH_NGINX = INSTALLATIONS.flatMap(([name, conventions]): Array<[string, Conventions]> => [
  [`${name} and NGINX`, { ...conventions, nginx: { access: accessLog(TIMED_FORMAT) } }],
  [`${name} and two logs of NGINX`, { ...conventions, nginx }],
]);

const EVERY = [...INSTALLATIONS, ...WITH_NGINX].flatMap(([name, conventions]) =>
  checksFor(conventions).map((check) => ({ name, id: check.id, conventions, check }))
);

describe('every check', () => {
  test.each(EVERY)('$id parses for $name, whatever is chosen and set', ({ conventions, check }) => {
    const chosen = fc.record(
      Object.fromEntries(
        check.parameters.map(({ id, min, max }) => [
          id,
          max <= 1 ? fc.double({ min, max, noNaN: true }) : fc.integer({ min: Math.ceil(min), max }),
        ])
      )
    );
    fc.assert(
      fc.property(hostileScope, chosen, (scope, parameters) => {
        const context = contextOf(check, conventions, { scope, parameters: parameterValues(check, parameters) });
        expectGoodQuery(check, condition(check, context));
        if (check.evidence) {
          expectGoodQuery(check, check.evidence(context));
        }
        for (const { selector, seconds } of check.reads?.(context) ?? []) {
          expectGoodQuery(check, selector);
          expect(seconds).toBeGreaterThan(0);
        }
      }),
      { numRuns: 10 }
    );
  });

  test('has an id of its own', () => {
    const ids = CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    ids.forEach((id) => expect(checkById(id).id).toBe(id));
    expect(() => checkById('nonsense')).toThrow(/no check "nonsense"/);
  });

  test.each(CHECKS.map((check) => ({ id: check.id, check })))('$id can be used as it comes', ({ check }) => {
    expect(Number.isFinite(thresholdOf(check, parameterValues(check)))).toBe(true);
    expect(check.firstSteps.length).toBeGreaterThan(0);
    expect(check.evidenceSeconds).toBeGreaterThan(check.forSeconds);
    expect(check.source === 'logs').toBe(check.reads !== undefined);
    for (const { min, max, default: usual } of check.parameters) {
      expect(min).toBeLessThanOrEqual(usual);
      expect(usual).toBeLessThanOrEqual(max);
    }
  });

  test('a roll-out on Kubernetes is no loss of containers', () => {
    expect(checksFor(DOCKER).map(({ id }) => id)).toContain('container-gone');
    expect(checksFor(KUBERNETES).map(({ id }) => id)).not.toContain('container-gone');
  });
});

const near = checkById('memory-near-limit');
const throttled = checkById('cpu-throttled');

describe('parameterValues', () => {
  test.each<[string, Check, Record<string, number>, Record<string, number>]>([
    ['defaults', near, {}, { share: 0.9 }],
    ['what is chosen', near, { share: 0.5 }, { share: 0.5 }],
    ['the rest by default', throttled, { periods: 0 }, { share: 0.25, periods: 0 }],
    ['the least', near, { share: 0.01 }, { share: 0.01 }],
    ['the most', near, { share: 1 }, { share: 1 }],
    ['a check without any', checkById('target-down'), {}, {}],
  ])('%s', (_why, check, chosen, values) => expect(parameterValues(check, chosen)).toEqual(values));

  test.each<[string, Check, Record<string, number>, RegExp]>([
    [
      'below the least',
      near,
      { share: 0.009 },
      /Share of the limit of the check memory-near-limit must be from 0\.01 to 1, not 0\.009/,
    ],
    ['above the most', near, { share: 1.01 }, /not 1\.01/],
    ['no number', near, { share: NaN }, /not NaN/],
    ['without an end', throttled, { periods: Infinity }, /not Infinity/],
    ['unknown', near, { shar: 0.5 }, /has no parameter shar/],
  ])('refuses what is %s', (_why, check, chosen, message) =>
    expect(() => parameterValues(check, chosen)).toThrow(message)
  );
});

const ID = 'instance, name';
const ONE = { containers: [{ host: 'a', name: 'web' }] };
const S = '{name!="", instance=~"a(?::[0-9]+)?", name="web"}';
const RATIO = `max by (${ID}) (container_memory_working_set_bytes${S}) / on (${ID}) (max by (${ID}) (container_spec_memory_limit_bytes${S}) > 0)`;
const restartsIn = (window: string) =>
  `sum by (${ID}) (changes(container_start_time_seconds${S}[${window}])) + (count by (${ID}) (last_over_time(container_start_time_seconds${S}[${window}])) - 1)`;
const rate15 = (metric: string) => `sum by (${ID}) (rate(${metric}${S}[15m]))`;

describe('condition', () => {
  test.each<[string, Record<string, number>, string]>([
    ['memory-near-limit', {}, `(${RATIO}) > 0.9`],
    ['memory-near-limit', { share: 0.75 }, `(${RATIO}) > 0.75`],
    ['restart-loop', {}, `(${restartsIn('15m')}) >= 3`],
    ['restart-loop', { window: 60, restarts: 5 }, `(${restartsIn('1h')}) >= 5`],
    ['oom-kill', {}, `(round(increase(max by (${ID}) (container_oom_events_total${S})[10m:30s]))) > 0`],
    [
      'cpu-throttled',
      {},
      `(${rate15('container_cpu_cfs_throttled_periods_total')} / (${rate15('container_cpu_cfs_periods_total')} > 0)) > 0.25` +
        ` and on (${ID}) (sum by (${ID}) (increase(container_cpu_cfs_periods_total${S}[15m])) > 100)`,
    ],
    [
      'oom-restart',
      {},
      `(max by (${ID}) (max_over_time(container_memory_working_set_bytes${S}[15m])) / on (${ID}) (max by (${ID}) (container_spec_memory_limit_bytes${S}) > 0)) > 0.9` +
        ` and on (${ID}) (${restartsIn('10m')} >= 1)`,
    ],
    [
      'memory-will-reach-limit',
      { hours: 2 },
      `(predict_linear(max by (${ID}) (container_memory_working_set_bytes${S})[6h:5m], 7200) / on (${ID}) (max by (${ID}) (container_spec_memory_limit_bytes${S}) > 0)) > 1` +
        ` and on (${ID}) (${RATIO} > 0.5 and on (${ID}) max by (${ID}) (container_memory_working_set_bytes${S} offset 150m))`,
    ],
  ])('%s with %j', (id, chosen, text) => {
    const check = checkById(id);
    const parameters = parameterValues(check, chosen);
    expect(condition(check, { conventions: DOCKER, scope: ONE, parameters })).toBe(text);
  });

  const jobs: Conventions = {
    ...DOCKER,
    containers: { ...DOCKER.containers, matchers: [{ label: 'job', op: '=', value: 'cadvisor' }] },
  };
  test.each<[string, Conventions, CheckContext['scope'], string]>([
    ['all targets', DOCKER, {}, '(min by (job, instance) (up)) == 0'],
    ['a job without any target', jobs, {}, '(min by (job, instance) (up) or absent(up{job="cadvisor"}) * 0) == 0'],
    [
      'of one host, a lost job is none of its own',
      jobs,
      { hosts: ['a'] },
      '(min by (job, instance) (up{job="cadvisor", instance=~"a(?::[0-9]+)?"} or up{instance=~"a(?::[0-9]+)?"})) == 0',
    ],
  ])('target-down: %s', (_why, conventions, scope, text) => {
    const check = checkById('target-down');
    expect(condition(check, contextOf(check, conventions, { scope }))).toBe(text);
  });
});

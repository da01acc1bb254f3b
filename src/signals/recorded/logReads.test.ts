/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, VECTOR_COMBINED_LOGS, type Conventions } from '../conventions';
import { NO_FILTER, type LogFilter, type LogQuery, type LogSelection } from '../logQuery';
import { parseQuery } from '../test-support/queryParser';
import { recordedExceptions, recordedLevels, recordedLines } from './logReads';
import { logKey } from './logSets';

const DOCKER_LOGS: Conventions = {
  ...DOCKER,
  logs: { ...DOCKER.logs, matchers: [{ label: 'env', op: '=', value: 'prod' }] },
};
const queryOf = (
  selection: Partial<LogSelection> = {},
  filter: Partial<LogFilter> = {},
  conventions = DOCKER_LOGS
): LogQuery => ({
  conventions,
  selection: { scope: {}, matchers: [], ...selection },
  filter: { ...NO_FILTER, ...filter },
  levelsFrom: 'detected',
});
const web = { host: 'web-1', name: 'app' };
const db = { host: 'db-1', name: 'db' };

function expectGood(text: string) {
  expect({ text, errors: parseQuery('promql', text).errors }).toEqual({ text, errors: [] });
}

describe('recordedLevels', () => {
  test('adds the samples of every stream by level', () =>
    expect(recordedLevels(queryOf())?.query(300)).toBe(
      `sum by (detected_level) (sum_over_time(quayside:container_log_lines:count1m{quayside_log="${logKey(DOCKER_LOGS)}"}[299999ms] offset -90000ms)) / 300`
    ));

  test('of hosts, of one container, and of several: no pair of another is counted', () => {
    expect(recordedLevels(queryOf({ scope: { hosts: ['web-1'] } }))?.query(60)).toMatch(/host=~?"[^"]*web-1/);
    const one = recordedLevels(queryOf({ scope: { containers: [web] } }))?.query(60) ?? '';
    expect(one).toMatch(/host=~?"[^"]*web-1/);
    expect(one).toContain('container=~"/?(?:app)"');
    const both = recordedLevels(queryOf({ scope: { containers: [web, db] } }))?.query(60) ?? '';
    expect(both.match(/sum_over_time/g)).toHaveLength(2);
    [one, both].forEach(expectGood);
  });

  test('of Vector’s combined label', () => {
    const conventions = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
    const text = recordedLevels(queryOf({ scope: { containers: [web, db] } }, {}, conventions))?.query(60) ?? '';
    expectGood(text);
    expect(text).toContain('(?::[0-9]+)?/app');
  });

  test('whichever levels are chosen', () =>
    expect(recordedLevels(queryOf({}, { levels: ['error'] }))?.query(60)).toBe(recordedLevels(queryOf())?.query(60)));

  test.each<[string, LogQuery]>([
    ['words', queryOf({}, { words: ['timeout'] })],
    ['an expression', queryOf({}, { regex: 'a.b' })],
    ['a field', queryOf({}, { fields: [{ from: 'json', name: 'user', op: '=', value: 'x' }] })],
    ['a label that is not recorded', queryOf({ matchers: [{ label: 'stream', op: '=', value: 'stderr' }] })],
    [
      'a project',
      queryOf(
        { scope: { projects: ['shop'] } },
        {},
        { ...DOCKER, logs: { ...logsOf(DOCKER), project: 'compose_project' } }
      ),
    ],
  ])('%s is in the logs alone', (_why, query) => expect(recordedLevels(query)).toBeUndefined());

  test('a condition on a label that is recorded is asked of the recording', () =>
    expect(
      recordedLevels(queryOf({ matchers: [{ label: 'container', op: '!=', value: 'noisy' }] }))?.query(60)
    ).toContain('container!="noisy"'));

  test('a hostile name stays a name', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expectGood(recordedLevels(queryOf({ scope: { containers: [{ host: name, name }] } }))?.query(60) ?? '');
      })
    ));
});

test('exceptions are recorded without their levels', () => {
  expect(recordedExceptions(queryOf({ scope: { containers: [web] } }))?.query(60)).toContain(
    'quayside:container_exceptions:count1m'
  );
  expect(recordedExceptions(queryOf({}, { levels: ['error'] }))).toBeUndefined();
});

function logsOf({ logs }: Conventions) {
  if (logs.shape === 'combined') {
    throw new Error('these streams have labels of their own');
  }
  return logs;
}

describe('recordedLines', () => {
  test('are told by stream, of exactly the containers that are asked for', () => {
    const text = recordedLines(DOCKER_LOGS, { containers: [web, db] })?.query(120) ?? '';
    expectGood(text);
    expect(text).toMatch(/^sum by \(host, container\) \(sum_over_time\(.*\) or sum_over_time\(.*\)\) \/ 120$/);
    expect(text).not.toContain('detected_level');
  });

  test('of a level are those that were called so, by Loki or by us', () =>
    expect(recordedLines(DOCKER_LOGS, {}, 'warning')?.query(60)).toContain('detected_level=~"warning|warn"'));
});

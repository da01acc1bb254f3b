/** @jest-environment node */
import { INSTALLATIONS } from '../test-support/installations';
import { parseQuery } from '../test-support/queryParser';
import { LOGS_RECORDED, logSets } from './logSets';

describe.each(INSTALLATIONS)('recorded sets of logs with %s', (_name, conventions) => {
  test.each(['detected', 'lines'] as const)(
    'levels from %s: queries parse, and each set tells whether it is recorded',
    (levelsFrom) => {
      for (const { id, rules, heartbeat } of logSets({ conventions, levelsFrom })) {
        expect(rules.at(-1)).toMatchObject({ record: LOGS_RECORDED.lines, labels: { quayside_set: id } });
        expect(heartbeat.matchers).toContainEqual({ label: 'quayside_set', op: '=', value: id });
        for (const { expr } of rules) {
          expect(expr).toContain('[60s] offset 1m');
          expect({ expr, errors: parseQuery('logql', expr).errors }).toEqual({ expr, errors: [] });
        }
      }
    }
  );

  test('levels are the same labels, whoever finds them', () => {
    const [detected] = logSets({ conventions, levelsFrom: 'detected' });
    const [found] = logSets({ conventions, levelsFrom: 'lines' });
    expect(detected?.rules[0]?.expr).toContain('detected_level)');
    expect(found?.rules.slice(0, -1).map(({ labels }) => labels['detected_level'])).toEqual([
      ...['critical', 'error', 'warning', 'info', 'debug', 'unknown'],
    ]);
  });
});

/** @jest-environment node */
import { levelOf, type Level } from './levelOf';

describe('levelOf', () => {
  test.each<[string, Level]>([
    ['{"level":"error","msg":"x"}', 'error'],
    ['{"level": "WARN", "msg": "an error was handled"}', 'warning'],
    ['{"Level":"Information","Message":"no error"}', 'info'],
    ['{"severity":"NOTICE"}', 'info'],
    ['{"log.level":"debug"}', 'debug'],
    ['{"level":50,"msg":"pino"}', 'error'],
    ['{"level":30,"msg":"pino error handler installed"}', 'info'],
    ['{"level":60}', 'critical'],
    ['{"level":10}', 'debug'],
    ['time="2024-01-01" level=warning msg="x"', 'warning'],
    ['ts=2024 lvl=crit msg=x', 'critical'],
    ['level=info msg="error budget is fine"', 'info'],
    ['2024-01-01 12:00:00 [ERROR] x', 'error'],
    ['2024/01/01 12:00:00 [warn] 12#12: x', 'warning'],
    ['2024/01/01 12:00:00 [emerg] 1#1: bind() failed', 'critical'],
    ['panic: runtime error: index out of range', 'critical'],
    ['java.lang.IllegalStateException', 'unknown'],
    ['Exception in thread "main"', 'error'],
    ['Traceback (most recent call last):', 'error'],
    ['DEBUG x', 'debug'],
    ['the mirror says terror', 'unknown'],
    ['ready', 'unknown'],
    ['', 'unknown'],
    [`${'x '.repeat(80)}error`, 'unknown'],
  ])('%s', (line, level) => expect(levelOf(line)).toBe(level));

  test.each<[Record<string, string>, Level]>([
    [{ level: 'warn' }, 'warning'],
    [{ detected_level: 'ERROR' }, 'error'],
    [{ severity: 'notice' }, 'info'],
    [{ level: 'error', detected_level: 'info' }, 'error'],
    [{ level: 'seven' }, 'critical'],
    [{}, 'critical'],
  ])('what the labels %j say counts more than the line', (labels, level) => {
    expect(levelOf('fatal: x', labels)).toBe(level);
  });
});

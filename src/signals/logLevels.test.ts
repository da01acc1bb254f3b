import { contiguousLevels, levelFilters, levelNamed, LEVELS, type Level } from './logLevels';

/** What Loki would do with line filters, in JavaScript's words. */
function passes(line: string, levels: readonly Level[]): boolean {
  return levelFilters(levels, 'lines').every((filter) => {
    const [, op, quoted = '""'] = /^(\|~|!~) (".*")$/s.exec(filter) ?? [];
    const expression = (JSON.parse(quoted) as string).replace(/^\(\?i\)/, '');
    return new RegExp(expression, 'i').test(line) === (op === '|~');
  });
}

describe('levels by line filters', () => {
  it.each<[string, Level]>([
    ['{"time":"x","level":"error","msg":"m"}', 'error'],
    ['{"level":"info","msg":"no error, no panic"}', 'info'],
    ['{"severity": "WARNING", "message": "x"}', 'warning'],
    ['{"level":50,"msg":"x"}', 'error'],
    ['{"level":30,"time":1,"msg":"fatal?"}', 'info'],
    ['ts=1 level=warn msg="error budget"', 'warning'],
    ['ts=1 lvl=dbug msg=x', 'debug'],
    ['2026-03-01 10:15:02,113 ERROR [main] x', 'error'],
    ['2026/03/01 10:15:02 [crit] 7#7: x', 'critical'],
    ['[WARN] slow', 'warning'],
    ['ERROR at the start', 'error'],
    ['panic: dial tcp', 'critical'],
    ['INFO: an exception was handled', 'error'],
    ['10.0.0.1 - - [x] "GET /a HTTP/1.1" 200 12', 'unknown'],
    ['informational terror', 'unknown'],
    ['10.0.0.1 - - [x] "GET /error HTTP/1.1" 200 12', 'unknown'],
    ['first line\nerror in the second', 'unknown'],
    ['', 'unknown'],
  ])('%j is %s and nothing else', (line, level) => {
    expect(LEVELS.filter((one) => passes(line, [one]))).toEqual([level]);
  });

  it('keeps neighbours together, and fills the gap between others', () => {
    expect(passes('[WARN] slow', ['error', 'info'])).toBe(true);
    expect(contiguousLevels(['info', 'error'])).toEqual(['error', 'warning', 'info']);
    expect(contiguousLevels([])).toEqual([]);
  });

  it('takes unknown together with its neighbour', () => {
    expect(passes('nothing', ['debug', 'unknown'])).toBe(true);
    expect(passes('[debug] x', ['debug', 'unknown'])).toBe(true);
    expect(passes('[info] x', ['debug', 'unknown'])).toBe(false);
  });
});

describe('levels as Loki noted them', () => {
  it('asks for every word of a level', () => {
    expect(levelFilters(['warning', 'debug'], 'detected')).toEqual([
      '| detected_level=~"(?i)(?:warning|warn|debug|dbug|trace)"',
    ]);
  });

  it('takes lines without a note for unknown', () => {
    expect(levelFilters(['unknown'], 'detected')).toEqual(['| detected_level=~"(?i)(?:unknown|)"']);
  });

  it.each([[[]], [LEVELS]])('asks nothing for %j', (levels) => {
    expect(levelFilters(levels, 'detected')).toEqual([]);
    expect(levelFilters(levels, 'lines')).toEqual([]);
  });
});

it('knows levels by their words in any case', () => {
  expect(levelNamed('WARN')).toBe('warning');
  expect(levelNamed('unheard of')).toBeUndefined();
});

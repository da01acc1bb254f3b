import { DOCKER, VECTOR_COMBINED_LOGS } from './conventions';
import {
  exceptionLinesOf,
  hasFilter,
  linesOf,
  logSelector,
  NO_FILTER,
  patternRegex,
  streamOf,
  volumeOf,
  type LogFilter,
  type LogQuery,
  type LogSelection,
} from './logQuery';

const query = (filter: Partial<LogFilter> = {}, selection: Partial<LogSelection> = {}): LogQuery => ({
  conventions: DOCKER,
  selection: { scope: {}, matchers: [], ...selection },
  filter: { ...NO_FILTER, ...filter },
  levelsFrom: 'detected',
});

describe('logSelector', () => {
  it('asks for all streams of containers without a choice', () => {
    expect(logSelector(query())).toBe('{container=~".+"}');
  });

  it('puts any label beside hosts and containers', () => {
    const selection = {
      scope: { hosts: ['web-1'] },
      matchers: [{ label: 'job', op: '=' as const, value: 'nginx "x"' }],
    };
    expect(logSelector(query({}, selection))).toBe('{job="nginx \\"x\\"", host=~"web-1(?::[0-9]+)?"}');
  });
});

describe('linesOf', () => {
  it('puts what is cheap first', () => {
    const filter: Partial<LogFilter> = {
      levels: ['error'],
      words: ['a.b', 'c'],
      without: ['d"e'],
      regex: '^x\\d',
      patterns: [
        { op: '=', pattern: 'took <_> ms (1)' },
        { op: '!=', pattern: 'GET <_>' },
      ],
      fields: [
        { from: 'json', name: 'user.id', op: '=', value: 'anna' },
        { from: 'logfmt', name: 'k', op: '!=', value: 'v' },
        { from: 'label', name: 'job', op: '=', value: 'x' },
      ],
    };
    expect(linesOf(query(filter)).split(' | ')).toEqual([
      '{container=~".+"} |~ "(?i)a\\\\.b" |~ "(?i)c" !~ "(?i)d\\"e" |~ "^x\\\\d" ' +
        '|~ "(?s)took .*? ms \\\\(1\\\\)" !~ "(?s)GET .*?" |= "anna"',
      'json quayside_0="user.id"',
      'drop __error__, __error_details__',
      'quayside_0="anna"',
      'logfmt quayside_1="k"',
      'k != "\\x00"',
      'drop __error__, __error_details__',
      'quayside_1!="v"',
      'job="x"',
      'detected_level=~"(?i)(?:error|err|eror|severe|exception|traceback)"',
    ]);
  });

  it('does not look for a value in lines that write it differently', () => {
    const filter = { fields: [{ from: 'json' as const, name: 'a', op: '=' as const, value: 'x"y\n' }] };
    expect(linesOf(query(filter))).not.toContain('|=');
  });

  it('lets no other pairs of the same hosts and names through', () => {
    const containers = [
      { host: 'web-1', name: 'api' },
      { host: 'web-2', name: 'edge' },
    ];
    expect(linesOf(query({}, { scope: { containers } }))).toMatch(
      / \| \(host=~"web-1\(\?::\[0-9\]\+\)\?" and container=~"\/\?api"\) or \(host=~"web-2[^"]*" and container=~"\/\?edge"\)$/
    );
  });

  it.each([
    [[{ host: 'a', name: 'x' }]],
    [
      [
        { host: 'a', name: 'x' },
        { host: 'a', name: 'y' },
      ],
    ],
    [
      [
        { host: 'a', name: 'x' },
        { host: 'b', name: 'x' },
      ],
    ],
  ])('needs no stage where the labels cannot mean others: %j', (containers) => {
    expect(linesOf(query({}, { scope: { containers } }))).not.toContain(' | ');
  });

  it('needs none where one label names both', () => {
    const combined = { ...query(), conventions: { ...DOCKER, logs: VECTOR_COMBINED_LOGS } };
    const containers = [
      { host: 'a', name: 'x' },
      { host: 'b', name: 'y' },
    ];
    expect(linesOf({ ...combined, selection: { scope: { containers }, matchers: [] } })).not.toContain(' or (');
  });
});

describe('volumeOf', () => {
  it('counts all levels in one query where Loki notes them, whichever are chosen', () => {
    expect(volumeOf(query({ levels: ['error'], words: ['x'] }), '5m')).toEqual([
      { counts: 'each', expr: 'sum by (detected_level) (count_over_time({container=~".+"} |~ "(?i)x" [5m]))' },
    ]);
  });

  it('asks for each level by its words elsewhere', () => {
    const found = volumeOf({ ...query(), levelsFrom: 'lines' }, '5m');
    expect(found.map(({ counts }) => counts)).toEqual(['critical', 'error', 'warning', 'info', 'debug', 'all']);
  });
});

it('finds parts of traces by plain text, so that no line is searched with an expression', () => {
  const expr = exceptionLinesOf(query());
  expect(expr).toContain('|~ "(?i)(?:error|');
  expect(expr).not.toMatch(/\.\*|\\\\b|\[a-z/);
});

it('writes the selector of one stream', () => {
  expect(streamOf({ host: 'a', container: 'b"c' })).toBe('{host="a", container="b\\"c"}');
});

it('knows whether anything is asked of lines', () => {
  expect(hasFilter(query())).toBe(false);
  expect(hasFilter(query({ regex: 'x' }))).toBe(true);
});

it('writes a pattern as an expression, its signs for themselves', () => {
  expect(patternRegex('a.b <_> (c)')).toBe('(?s)a\\.b .*? \\(c\\)');
});

import { exceptionOf, groupExceptions, joinEntries, type RawEntry } from './exceptions';

const entry = (time: number, line: string, more: Partial<RawEntry> = {}): RawEntry => ({
  time,
  line,
  labels: {},
  stream: 'a',
  owner: 'web-1/shop',
  ...more,
});

const TRACE = [
  'Traceback (most recent call last):',
  '  File "/app/worker.py", line 118, in run',
  '    page = render(7)',
  "KeyError: 'customer'",
];

describe('joinEntries', () => {
  it('puts a trace together that came line by line, whatever other streams say meanwhile', () => {
    const lines = TRACE.flatMap((line, index) => [
      entry(1000 + index, line),
      entry(1000 + index, `line ${index}`, { stream: 'b' }),
    ]);
    const joined = joinEntries(lines).filter(({ stream }) => stream === 'a');
    expect(joined.map(({ line }) => line)).toEqual([TRACE.join('\n')]);
  });

  it('joins what was thrown to the line that says so', () => {
    const joined = joinEntries([
      entry(1000, '10:15:02 ERROR rendering failed'),
      ...TRACE.map((line, index) => entry(1010 + index, line)),
    ]);
    expect(joined).toHaveLength(1);
  });

  it('keeps traces apart that follow each other, and does not wait for ever', () => {
    const joined = joinEntries([
      entry(1000, 'java.lang.IllegalStateException: one'),
      entry(1001, '\tat a.B.c(B.java:1)'),
      entry(1002, 'java.lang.IllegalStateException: two'),
      entry(1003, '\tat a.B.c(B.java:1)'),
      entry(60_000, '\tat of.another.Day(Day.java:1)'),
    ]);
    expect(joined).toHaveLength(3);
  });

  it('leaves what it was given as it was', () => {
    const lines = TRACE.map((line, index) => entry(index, line));
    joinEntries(lines);
    expect(lines[0]?.line).toBe(TRACE[0]);
  });
});

describe('exceptionOf', () => {
  it('reads the stack out of JSON', () => {
    const line = JSON.stringify({
      level: 'error',
      msg: 'request failed',
      err: { type: 'TypeError', message: 'x', stack: 'TypeError: x is not a function\n    at f (/app/a.js:1:2)' },
    });
    expect(exceptionOf({ line, labels: {} })).toMatchObject({
      language: 'Node.js',
      type: 'TypeError',
      message: 'x is not a function',
    });
  });

  it('takes the message and its cause of JSON and logfmt without a stack', () => {
    expect(exceptionOf({ line: '{"level":"error","msg":"no mail","error":"timeout"}', labels: {} })).toEqual({
      type: '',
      message: 'no mail: timeout',
      frames: [],
    });
    expect(exceptionOf({ line: 'ts=1 level=error msg="job failed" err="deadline exceeded"', labels: {} })).toEqual({
      type: '',
      message: 'job failed: deadline exceeded',
      frames: [],
    });
  });

  it('leaves time and level out of the message of free text', () => {
    const line = '2026/03/01 10:15:02 [error] 29#29: *87 connect() failed';
    expect(exceptionOf({ line, labels: {} })?.message).toBe('29#29: *87 connect() failed');
  });

  it.each(['level=info msg="no error" n=1', '{"level":"info","msg":"ErrorBudget: 0"}', 'GET /TypeError: x 200'])(
    'is nothing for %j',
    (line) => expect(exceptionOf({ line, labels: { detected_level: 'info' } })).toBeUndefined()
  );
});

describe('hostile lines', () => {
  it.each([
    ['one word', 'a'.repeat(100_000)],
    ['brackets', 'error ' + '('.repeat(100_000)],
    ['names', 'error ' + 'a.'.repeat(50_000) + 'Error'],
    ['quotes', 'error ' + `"'`.repeat(50_000)],
    ['pairs', 'level=error ' + 'a=b '.repeat(25_000)],
    ['spaces', 'error' + ' '.repeat(100_000) + 'x'],
    ['lines', 'Error: x\n' + '  at a (b:1)\n'.repeat(10_000)],
    ['JSON', `{"level":"error","msg":${JSON.stringify('Error: '.repeat(15_000))}}`],
  ])('of %s take no time', (_, line) => {
    const start = performance.now();
    groupExceptions([entry(1000, line), entry(1001, line)]);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('groupExceptions', () => {
  it('groups by type and calls, whatever the message, the ids and the lines of code', () => {
    const of = (order: number, number: number) =>
      `ERROR x\njava.lang.IllegalStateException: order ${order} is gone\n\tat a.B.c(B.java:${number})`;
    const [group, ...others] = groupExceptions([
      entry(3000, of(7, 12), { owner: 'web-2/shop' }),
      entry(1000, of(8, 12)),
      entry(2000, of(9, 14)),
    ]);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      type: 'java.lang.IllegalStateException',
      message: 'order <_> is gone',
      count: 3,
      first: 1000,
      last: 3000,
      owners: ['web-1/shop', 'web-2/shop'],
    });
    expect(group?.sample.time).toBe(3000);
    expect(group?.times).toEqual([1000, 2000, 3000]);
  });

  it('tells apart the same type thrown at another place, and messages without any', () => {
    const groups = groupExceptions([
      entry(1000, 'x.FooException: a\n\tat a.B.c(B.java:1)'),
      entry(2000, 'x.FooException: a\n\tat a.D.e(D.java:1)'),
      entry(3000, 'level=error msg="disk full" n=1'),
      entry(4000, 'level=error msg="mail refused" n=1'),
      entry(5000, 'level=error msg="mail refused" n=2'),
    ]);
    expect(groups.map(({ count }) => count)).toEqual([2, 1, 1, 1]);
    expect(new Set(groups.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  it('gives a fingerprint that stays the same from day to day', () => {
    const [group] = groupExceptions([entry(1000, 'x.FooException: a\n\tat a.B.c(B.java:1)')]);
    expect(group?.fingerprint).toBe('7907132c40f93d7e');
  });
});

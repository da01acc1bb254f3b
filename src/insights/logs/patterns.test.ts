import { patternRegex } from '../../signals/logQuery';
import { findPatterns, type PatternLine } from './patterns';

const lines = (...texts: string[]): PatternLine[] => texts.map((line, time) => ({ time, line, labels: {} }));
const patterns = (...texts: string[]) => findPatterns(lines(...texts)).map(({ pattern, count }) => [pattern, count]);

describe('findPatterns', () => {
  it('puts gaps where lines differ', () => {
    expect(patterns('user anna logged in', 'user bert logged in', 'user carl logged in')).toEqual([
      ['user <_> logged in', 3],
    ]);
  });

  it('takes words with digits for gaps at once, and neighbouring gaps for one', () => {
    expect(patterns('2026-03-01 10:15:02,113 INFO took 12 ms')).toEqual([['<_> INFO took <_> ms', 1]]);
  });

  it('keeps different sayings apart, in JSON too', () => {
    const json = (level: string, msg: string) => JSON.stringify({ time: '10:15:02', level, service: 'api', msg });
    const found = findPatterns(
      lines(
        json('info', 'request completed in 7 ms'),
        json('info', 'request completed in 9 ms'),
        json('debug', 'cache hit for key 5')
      )
    );
    expect(found.map(({ pattern, count, level }) => [pattern, count, level])).toEqual([
      ['{"time":"<_>","level":"info","service":"api","msg":"request completed in <_> ms"}', 2, 'info'],
      ['{"time":"<_>","level":"debug","service":"api","msg":"cache hit for key <_>"}', 1, 'debug'],
    ]);
  });

  it('of a stack trace takes the first line', () => {
    expect(patterns('ERROR worker 7 failed\n\tat a.B(C.java:1)')).toEqual([['ERROR worker <_> failed', 1]]);
  });

  it('says which level most lines have, and when they were', () => {
    const [found] = findPatterns(lines('ERROR no 1', 'ERROR no 2'));
    expect(found).toMatchObject({ level: 'error', times: [0, 1], sample: 'ERROR no 1' });
  });

  it.each([
    'plain words',
    '{"a":1,"b":"x y","c":[1,2,{"d":"é"}]}',
    '10.0.0.1 - - [22/Nov/2026:22:47:36 +0000] "GET /a?b=c HTTP/1.1" 200 12 "-" "curl/8.1"',
    'a.b*c+d(e)[f]{g}^$|\\ 1',
    '<script>alert(1)</script> <_> 7',
    '   indented 5  ',
    'x'.repeat(3000) + ' 1 '.repeat(500),
  ])('finds the line itself by its pattern: %.60j', (line) => {
    const [found] = findPatterns(lines(line));
    const expression = patternRegex(found?.pattern ?? '').replace('(?s)', '');
    expect(new RegExp(expression, 's').test(line)).toBe(true);
  });

  it('is quick enough for a sample', () => {
    const many = Array.from(
      { length: 3000 },
      (_, index) => `worker-${index % 7} did ${'thing '.repeat(index % 40)} ${index}`
    );
    const start = performance.now();
    findPatterns(lines(...many));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

import { lineFields } from './lineFields';

const named = (line: string) => lineFields(line).map(({ from, name, value }) => [from, name, value]);

describe('lineFields', () => {
  it('reads JSON, nested as Loki’s paths name it', () => {
    expect(named('{"a":"x","b":{"c-d":1,"e":[true,null]},"f":{}}')).toEqual([
      ['json', 'a', 'x'],
      ['json', 'b["c-d"]', '1'],
      ['json', 'b.e[0]', 'true'],
      ['json', 'b.e[1]', ''],
    ]);
  });

  it('reads logfmt of the first line', () => {
    expect(named('ts=2026-03-01 level=error msg="a \\"b\\" = c" empty=\n\tat=x')).toEqual([
      ['logfmt', 'ts', '2026-03-01'],
      ['logfmt', 'level', 'error'],
      ['logfmt', 'msg', 'a "b" = c'],
      ['logfmt', 'empty', ''],
    ]);
  });

  it.each(['a sentence with x=1 in it', '{"cut off', '[1,2]', '', '{}'])('finds none in %j', (line) =>
    expect(lineFields(line)).toEqual([])
  );

  it('does not list more fields than anybody reads', () => {
    const line = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])));
    expect(lineFields(line)).toHaveLength(200);
  });
});

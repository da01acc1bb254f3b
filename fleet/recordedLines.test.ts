/** @jest-environment node */
import { recordedLines, type RecordedLine, type RecordedOptions } from './recordedLines';

const OPTIONS: RecordedOptions = {
  ...{ from: 1060, to: 1240, intervalSeconds: 60, lateSeconds: 60 },
  labels: { log: 'x' },
  metrics: {
    ...{ requests: 'requests', methods: 'methods', bytes: 'bytes', requestTime: 'took', upstreamTime: 'upstream' },
    ...{ errors: 'errors', unparsed: 'unparsed', lines: 'lines' },
  },
  labelNames: { status: 'status', virtualHost: 'vhost', method: 'method', set: 'set' },
  bounds: [0.1, 1],
  sets: new Map([['traffic', { hosts: 'a b' }]]),
};
const request = (at: number, more: Partial<RecordedLine> = {}): RecordedLine => ({
  ...{ at: at * 1000, status: '200', virtualHost: 'a', method: 'GET', bytes: 10, seconds: 0.5 },
  ...more,
});
const written = (lines: RecordedLine[], more: Partial<RecordedOptions> = {}) =>
  [...recordedLines(lines, { ...OPTIONS, ...more })].map((line) => line.trim());
const at = (time: number, lines: readonly string[]) => lines.filter((line) => line.endsWith(` ${time}.000`));

test('each evaluation counts the lines of the interval before last', () => {
  const lines = written([request(939), request(941), request(1000), request(1001), request(1060.5)]);
  expect(at(1060, lines)).toContain('requests{log="x",vhost="a",status="200"} 2 1060.000');
  expect(at(1120, lines)).toContain('requests{log="x",vhost="a",status="200"} 1 1120.000');
  expect(at(1180, lines)).toContain('lines{log="x",set="traffic",hosts="a b"} 1 1180.000');
  // Without lines there is a heartbeat, and nothing else.
  expect(at(1240, lines)).toEqual(['lines{log="x",set="traffic",hosts="a b"} 0 1240.000']);
});

test('times are in cumulative buckets, from the first that holds any', () =>
  expect(
    at(1060, written([request(950), request(951, { seconds: 0.05 }), request(952, { seconds: 3 })]))
      .filter((line) => line.startsWith('took'))
      .sort()
  ).toEqual([
    'took{log="x",vhost="a",le="+Inf"} 3 1060.000',
    'took{log="x",vhost="a",le="0.1"} 1 1060.000',
    'took{log="x",vhost="a",le="1"} 2 1060.000',
  ]));

test('a value that a log does not say is no label, and what it has no number for is not counted', () => {
  const lines = at(1060, written([request(950, { virtualHost: '', seconds: undefined, stream: { host: 'h' } })]));
  expect(lines).toContain('requests{log="x",host="h",status="200"} 1 1060.000');
  expect(lines.some((line) => line.startsWith('took') || line.startsWith('upstream'))).toBe(false);
});

test('errors, and lines that do not parse, are lines as well', () => {
  const lines = at(
    1060,
    written([
      { at: 950_000, error: { cause: 'timeout' } },
      { at: 951_000, unparsed: true },
    ])
  );
  expect(lines).toEqual([
    'lines{log="x",set="traffic",hosts="a b"} 2 1060.000',
    'errors{log="x",cause="timeout"} 1 1060.000',
    'unparsed{log="x"} 1 1060.000',
  ]);
});

test('an evaluation that was not made leaves no sample, and its lines are lost', () => {
  const lines = written([request(950), request(1010), request(1070)], { missed: [{ from: 1100, to: 1180 }] });
  expect(at(1120, lines)).toEqual([]);
  expect(at(1180, lines)).toContain('requests{log="x",vhost="a",status="200"} 1 1180.000');
});

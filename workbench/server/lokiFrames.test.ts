/** @jest-environment node */
import { lokiFrames, type LogStreams, type LokiFrameContext } from './lokiFrames';
import type { QueryData } from './prometheusFrames';

const context: LokiFrameContext = { expr: '{a="1"}', stepMs: 30_000, queryType: 'range' };
const streams: LogStreams = {
  resultType: 'streams',
  encodingFlags: ['categorize-labels'],
  result: [
    {
      stream: { host: 'h', a: '1' },
      values: [
        [
          '1700000000123456789',
          'one',
          { structuredMetadata: { trace: 't' }, parsed: { status: '200', host: 'parsed' } },
        ],
        ['1700000000000000000', 'same', {}],
        ['1700000000000000000', 'same', {}],
      ],
    },
  ],
};

describe('lokiFrames', () => {
  it('puts all lines into one frame with the fields of Grafana’s Loki data source', () => {
    const [frame] = lokiFrames(streams, context);
    expect(frame?.schema.fields.map(({ name, type }) => `${name}:${type}`)).toEqual([
      'labels:other',
      'Time:time',
      'Line:string',
      'tsNs:string',
      'labelTypes:other',
      'id:string',
    ]);
    expect(frame?.schema.meta).toMatchObject({
      custom: { frameType: 'LabeledTimeValues' },
      executedQueryString: 'Expr: {a="1"}',
    });
    const [labels, time, line, ns, types] = frame?.data.values ?? [];
    expect(labels?.[0]).toEqual({ a: '1', host: 'parsed', status: '200', trace: 't' });
    expect(types?.[0]).toEqual({ a: 'I', host: 'P', status: 'P', trace: 'S' });
    expect([time?.[0], line?.[0], ns?.[0]]).toEqual([1700000000123, 'one', '1700000000123456789']);
    expect(frame?.data.nanos?.[1]).toEqual([456789, 0, 0]);
  });

  it('gives every line its own id', () => {
    const ids = lokiFrames(streams, context)[0]?.data.values.at(-1) as string[];
    expect(ids[1]).toMatch(/^1700000000000000000_[0-9a-f]+$/);
    expect(ids[2]).toBe(`${ids[1]}_1`);
  });

  it('answers no lines with an empty frame, and no series with none', () => {
    expect(lokiFrames({ resultType: 'streams', result: [] }, context)[0]?.data.values[0]).toEqual([]);
    expect(lokiFrames({ resultType: 'matrix', result: [] }, context)).toEqual([]);
  });

  test.each<[string, string | undefined, string]>([
    ['the labels', undefined, '{a="1", b="2"}'],
    ['the legend', '{{b}} of {{a}}', '2 of 1'],
  ])('calls a series by %s', (_, legendFormat, expected) => {
    const data: QueryData = { resultType: 'matrix', result: [{ metric: { b: '2', a: '1' }, values: [[1, '3']] }] };
    const [frame] = lokiFrames(data, { ...context, legendFormat });
    expect(frame?.schema.fields[1]).toMatchObject({ name: 'Value', config: { displayNameFromDS: expected } });
    expect(frame?.schema.meta?.executedQueryString).toBe('Expr: {a="1"}\nStep: 30s');
  });

  it('says what the query cost', () => {
    const stats = { summary: { totalBytesProcessed: 5216 } };
    const meta = lokiFrames({ ...streams, stats }, context)[0]?.schema.meta;
    expect(meta?.stats).toContainEqual({
      displayName: 'Summary: total bytes processed',
      unit: 'decbytes',
      value: 5216,
    });
  });
});

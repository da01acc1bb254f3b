import { prometheusFrames, type FrameContext, type QueryData } from './prometheusFrames';

const context: FrameContext = { expr: 'up', stepMs: 15_000 };
const matrix = (metric: Record<string, string>, values: Array<[number, string]> = [[1.5, '2']]): QueryData => ({
  resultType: 'matrix',
  result: [{ metric, values }],
});

describe('prometheusFrames', () => {
  it('makes one frame per series, with the query and the step in the first', () => {
    const data: QueryData = {
      resultType: 'matrix',
      result: [
        { metric: { __name__: 'up', job: 'a' }, values: [[1700000000.25, '1']] },
        { metric: { __name__: 'up', job: 'b' }, values: [[1700000000.25, '0']] },
      ],
    };
    const frames = prometheusFrames(data, context);
    expect(frames.map(({ schema }) => schema.meta)).toEqual([
      {
        type: 'timeseries-multi',
        typeVersion: [0, 1],
        custom: { resultType: 'matrix', calculatedMinStep: 15_000 },
        executedQueryString: 'Expr: up\nStep: 15s',
      },
      { type: 'timeseries-multi', typeVersion: [0, 1], custom: { resultType: 'matrix' } },
    ]);
    expect(frames[0]?.data).toEqual({ values: [[1700000000250], [1]] });
    expect(frames[0]?.schema.fields[0]?.config).toEqual({ interval: 15_000 });
  });

  test.each<[string, Record<string, string>, string | undefined, string | undefined]>([
    ['the whole series', { __name__: 'up', job: 'a', host: 'h' }, undefined, 'up{host="h", job="a"}'],
    ['the metric alone', { __name__: 'up' }, undefined, 'up'],
    ['the query where there are no labels', {}, undefined, 'up'],
    ['the labels that the legend names', { job: 'a' }, 'on {{ job }}{{gone}}', 'on a'],
    ['nothing when the front end shall name it', { job: 'a' }, '__auto', undefined],
    ['the query when the front end has nothing to name it by', {}, '__auto', 'up'],
  ])('calls a series by %s', (_, metric, legendFormat, expected) => {
    const [frame] = prometheusFrames(matrix(metric), { ...context, legendFormat });
    expect(frame?.schema.fields[1]?.config?.displayNameFromDS).toBe(expected);
  });

  it('sets what JSON can not carry aside', () => {
    const samples: Array<[number, string]> = ['NaN', '+Inf', '-Inf', '1e3', 'inf'].map((value, at) => [at, value]);
    const [frame] = prometheusFrames(matrix({}, samples), context);
    expect(frame?.data.values[1]).toEqual([null, null, null, 1000, null]);
    expect(frame?.data.entities).toEqual([null, { NaN: [0], Inf: [1, 4], NegInf: [2] }]);
  });

  it('reads instants and scalars as numbers at one time', () => {
    const vector = prometheusFrames(
      { resultType: 'vector', result: [{ metric: { a: '1' }, value: [5, '6'] }] },
      context
    );
    expect(vector[0]?.schema.meta?.type).toBe('numeric-multi');
    expect(vector[0]?.data.values).toEqual([[5000], [6]]);
    expect(prometheusFrames({ resultType: 'scalar', result: [5, '6'] }, context)[0]?.data.values).toEqual([
      [5000],
      [6],
    ]);
  });

  it('answers nothing with one frame that has the query and no fields, and carries remarks', () => {
    const notices = [{ severity: 'warning' as const, text: 'partial' }];
    const frames = prometheusFrames({ resultType: 'matrix', result: [] }, { ...context, notices });
    expect(frames).toHaveLength(1);
    expect(frames[0]?.schema.fields).toEqual([]);
    expect(frames[0]?.schema.meta).toMatchObject({ executedQueryString: 'Expr: up\nStep: 15s', notices });
  });
});

import { previewLines } from './previewLines';

const series = (labels: Record<string, string>, values: number[], times = values.map((_value, index) => index)) => ({
  labels,
  times,
  values,
});

test('an average is the sum by the count of the same labels', () =>
  expect(
    previewLines(
      [
        series({ __name__: 'a_sum', x: '1' }, [10, 30]),
        series({ __name__: 'a_count', x: '1' }, [2, 3]),
        series({ __name__: 'a_sum', x: '2' }, [100]),
        series({ __name__: 'a_count', x: '2' }, [1]),
      ],
      { kind: 'average', field: { from: 'json', name: 'v' }, written: 'number' },
      9
    )
  ).toEqual({
    times: [0, 1],
    all: 2,
    lines: [
      { name: 'x=2', values: [100, NaN] },
      { name: 'x=1', values: [5, 10] },
    ],
  }));

test('a distribution is drawn as its buckets', () =>
  expect(
    previewLines(
      [series({ __name__: 'd_bucket', le: '+Inf' }, [3]), series({ __name__: 'd_sum' }, [900])],
      { kind: 'distribution', field: { from: 'json', name: 'v' }, written: 'number', bounds: [1] },
      9
    ).lines
  ).toEqual([{ name: '≤ ∞', values: [3] }]));

test('the largest are drawn, at the times of all', () =>
  expect(previewLines([series({}, [1]), series({ a: 'b' }, [5], [7])], { kind: 'count' }, 1)).toEqual({
    times: [0, 7],
    all: 2,
    lines: [{ name: 'a=b', values: [NaN, 5] }],
  }));

import { previewLines } from './previewLines';

const series = (labels: Record<string, string>, values: number[], times = values.map((_value, index) => index)) => ({
  labels,
  times,
  values,
});

test('series are called by their labels, and by what they lack', () =>
  expect(
    previewLines([{ legend: 'p95 {{host}}', series: [series({ host: 'a' }, [1]), series({}, [2])] }], 9).lines
  ).toEqual([
    { name: 'p95 no host', values: [2] },
    { name: 'p95 a', values: [1] },
  ]));

test('the largest are drawn, at the times of all', () =>
  expect(
    previewLines(
      [
        { legend: 'Lines', series: [series({}, [1])] },
        { legend: '{{a}}', series: [series({ a: 'b' }, [5], [7])] },
      ],
      1
    )
  ).toEqual({ times: [0, 7], all: 2, lines: [{ name: 'b', values: [NaN, 5] }] }));

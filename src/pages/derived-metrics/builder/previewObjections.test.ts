import { parseDerivedMetric, type DerivedMetric } from '../../../signals/derived/derivedMetric';
import { affordable } from './loadPreview';
import { objectionsTo } from './previewObjections';

const metric = (more: Partial<DerivedMetric> = {}) =>
  parseDerivedMetric({
    name: 'shop:x',
    title: 'X',
    selection: { scope: {}, matchers: [] },
    filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
    measure: { kind: 'count' },
    by: [{ field: { from: 'json', name: 'uri' }, as: 'uri' }],
    times: { intervalSeconds: 60, lateSeconds: 60 },
    ...more,
  });
const NONE = { count: 0, examples: [] };
const found = (more: object = {}) => ({
  ...{ lines: 100, seriesCount: 3, perLabel: [{ label: 'uri', count: 3 }], unparsed: NONE, unusable: undefined },
  ...more,
});
const texts = (one: DerivedMetric, more: object) => objectionsTo(one, found(more)).map(({ text }) => text);

test('there is nothing to say where all is well', () => expect(objectionsTo(metric(), found())).toEqual([]));

test.each([
  [10_000, 'uri has 10,000 different values'],
  [undefined, 'uri has more than Loki counts different values'],
])('a field of %s values is to be recorded by some names', (count, text) =>
  expect(objectionsTo(metric(), found({ seriesCount: count, perLabel: [{ label: 'uri', count }] }))).toEqual([
    { text: expect.stringContaining(text), label: 'uri' },
  ])
);

test('one that is recorded by some names is fine, whatever it has', () => {
  const named = metric({ by: [{ field: { from: 'json', name: 'uri' }, as: 'uri', only: ['/a'] }] });
  expect(objectionsTo(named, found({ seriesCount: 2, perLabel: [{ label: 'uri', count: 2 }] }))).toEqual([]);
});

test('labels of streams may have more values, but not more than there may be series', () => {
  const by = metric({ by: [{ field: { from: 'label', name: 'container' }, as: 'container' }] });
  const many = (count: number) => ({ seriesCount: count, perLabel: [{ label: 'container', count }] });
  expect(texts(by, many(900))).toEqual([]);
  expect(texts(by, many(1001))).toEqual([expect.stringContaining('1,001 series, more than 1,000')]);
});

test.each<[Partial<DerivedMetric>, object, string]>([
  [{}, { lines: 0 }, 'No line passes the filter'],
  [{}, { unparsed: { count: 100, examples: [] } }, 'No line can be parsed'],
  [
    { measure: { kind: 'sum', field: { from: 'json', name: 'a' }, written: 'number' } },
    { unparsed: { count: 10, examples: [] }, unusable: { count: 90, examples: [] } },
    'No line has a value that is a number',
  ],
  [
    { measure: { kind: 'distinct', field: { from: 'json', name: 'a' } } },
    { unusable: { count: 100, examples: [] } },
    'No line has the measured field',
  ],
])('what cannot be measured is said: %j', (more, what, text) =>
  expect(texts(metric(more), what)).toEqual([expect.stringContaining(text)])
);

test('a preview reads no more than the budget, all its queries together', () => {
  const range = { from: 0, to: 3600_000 };
  expect(affordable(1000, 5, 2500, range, 60)).toEqual({ from: 1800_000, to: 3600_000, seconds: 1800, bytes: 2500 });
  expect(affordable(100, 5, 2500, range, 60)).toMatchObject({ seconds: 3600, bytes: 500 });
  expect(affordable(1e9, 5, 2500, range, 60).seconds).toBe(60);
});

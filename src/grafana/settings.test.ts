import { DOCKER } from '../signals/conventions';
import { parseDerivedMetric } from '../signals/derived/derivedMetric';
import { Problem } from './Problem';
import { metricsOfLoki, parseSettings, readSettings } from './settings';

describe('parseSettings', () => {
  test.each<[string, unknown, ReturnType<typeof parseSettings>]>([
    ['none', undefined, {}],
    ['none, as JSON says it', null, {}],
    ['empty ones', {}, {}],
    ['data sources', { prometheusUid: 'p', lokiUid: 'l' }, { prometheusUid: 'p', lokiUid: 'l' }],
    ['conventions', { conventions: DOCKER }, { conventions: DOCKER }],
    ['what a later version added', { later: true }, {}],
  ])('takes %s', (_why, jsonData, settings) => expect(parseSettings(jsonData)).toEqual(settings));

  test.each<[string, unknown, string]>([
    ['no object', 'x', 'settings: '],
    ['an empty uid', { prometheusUid: '' }, 'prometheusUid: '],
    ['a number for a uid', { lokiUid: 3 }, 'lokiUid: '],
    ['a wrong rule', { conventions: { ...DOCKER, hostNames: 'x' } }, 'conventions.hostNames: '],
    [
      'a label that is none',
      { conventions: { ...DOCKER, hosts: { matchers: [], host: 'a-b' } } },
      'conventions.hosts.host: is no label name',
    ],
  ])('names what is wrong: %s', (_why, jsonData, named) => {
    expect.assertions(3);
    try {
      parseSettings(jsonData);
    } catch (error) {
      expect(error).toBeInstanceOf(Problem);
      expect((error as Problem).kind).toBe('settings');
      expect((error as Problem).detail).toContain(named);
    }
  });
});

describe('readSettings', () => {
  it('reads every field that can be read, and names those that cannot', () => {
    const wrong = { ...DOCKER, hostNames: 'x' };
    const { settings, wrong: found } = readSettings({
      conventions: wrong,
      lokiUid: 'l',
      locations: [{ name: 'Oslo' }],
    });
    expect(settings).toEqual({ lokiUid: 'l', locations: [{ name: 'Oslo' }] });
    expect(found).toEqual([
      { field: 'conventions', raw: wrong, message: expect.stringContaining('conventions.hostNames: ') },
    ]);
  });
});

it('tells metrics of one Loki from those of another, and takes those of none for all', () => {
  const metric = (name: string, lokiUid?: string) => ({
    ...parseDerivedMetric({
      ...{ name, title: 'X', selection: { scope: {}, matchers: [] }, measure: { kind: 'count' }, by: [] },
      filter: { levels: [], words: [], without: [], regex: '', fields: [], patterns: [] },
      times: { intervalSeconds: 60, lateSeconds: 60 },
    }),
    ...(lokiUid ? { lokiUid } : {}),
  });
  const derivedMetrics = [metric('a', 'oslo'), metric('a', 'berlin'), metric('b')];
  expect(metricsOfLoki({ derivedMetrics }, 'oslo')).toEqual([metric('a', 'oslo'), metric('b')]);
  expect(metricsOfLoki({}, 'oslo')).toEqual([]);
});

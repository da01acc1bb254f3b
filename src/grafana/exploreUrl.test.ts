import { exploreUrl } from './exploreUrl';

const source = { uid: 'prom', type: 'prometheus' };

function paneOf(url: string): unknown {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  expect(pathname).toBe('/explore');
  expect(searchParams.get('schemaVersion')).toBe('1');
  return (JSON.parse(searchParams.get('panes') ?? '{}') as Record<string, unknown>)['quayside'];
}

describe('exploreUrl', () => {
  test.each([
    ['up', { from: 'now-1h', to: 'now' }, { from: 'now-1h', to: 'now' }],
    ['up', { from: 1_700_000_000_000, to: 1_700_000_060_000 }, { from: '1700000000000', to: '1700000060000' }],
    ['sum by (a) (rate(x{n=~"a|b&c=d#é +%"}[5m]))', { from: 'now-1h', to: 'now' }, { from: 'now-1h', to: 'now' }],
  ])('%s from %j', (expr, range, expected) => {
    expect(paneOf(exploreUrl(source, expr, range))).toEqual({
      datasource: 'prom',
      queries: [{ refId: 'A', expr, datasource: source }],
      range: expected,
    });
  });
});

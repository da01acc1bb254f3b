import { placeTemplate, readPlaceLink } from './placeLink';

const read = (query: string) => readPlaceLink(new URLSearchParams(query));

describe('links that name a container by labels as they are', () => {
  it('are written for Grafana to fill in, with the time', () => {
    expect(placeTemplate('series', { instance: 'instance', name: 'name' })).toBe(
      '/a/quayside-monitoring-app/place?series.instance=${instance:percentencode}&series.name=${name:percentencode}&${__url_time_range}'
    );
  });

  test.each([
    ['a slash', 'stream.container=%2Fshop-edge-1', { container: '/shop-edge-1' }],
    ['what is encoded twice', 'stream.containers=web-1%252Fedge', { containers: 'web-1/edge' }],
    ['what is not encoded', 'stream.containers=web-1/edge', { containers: 'web-1/edge' }],
    ['a per cent sign', 'stream.container=100%25', { container: '100%' }],
    ['what Grafana could not fill in', 'stream.container=edge&stream.host=${labels.host}', { container: 'edge' }],
  ])('are read with %s', (_what, query, labels) => expect(read(query)).toEqual({ kind: 'stream', labels }));

  it('tell series from streams, and may say nothing', () => {
    expect(read('series.name=edge&series.instance=web-1:8080&from=1')).toEqual({
      kind: 'series',
      labels: { name: 'edge', instance: 'web-1:8080' },
    });
    expect(read('from=now-1h')).toBeUndefined();
  });
});

/** @jest-environment node */
import { parseQuery } from '../test-support/queryParser';
import { COMBINED } from './format';
import { NGINX_LISTS as L } from './lists';
import type { FieldValues } from './parse';
import { sampledRequests, sampledRow } from './sampledRequests';
import { accessLog, contextOf, JSON_FORMAT, TIMED_FORMAT } from './test-support/contexts';

const REQUEST: FieldValues = {
  client: '10.0.0.1',
  uri: '/shop/items/17?x=1',
  status: '404',
  referrer: 'https://example.org/a/b',
  agent: '-',
};

describe('the queries', () => {
  it.each([
    ['combined', COMBINED],
    ['combined with times', TIMED_FORMAT],
    ['JSON', JSON_FORMAT],
  ])('are LogQL for %s', (_, format) => {
    const filters = [{ dimension: 'status', op: 'is', value: '500' }] as const;
    for (const { expr } of sampledRequests(contextOf(accessLog(format), { filters }))) {
      expect(parseQuery('logql', expr).errors).toEqual([]);
      // What a client sends between two braces would be Grafana's variable.
      expect(expr).not.toMatch(/\$\{|\[\[/);
    }
  });

  it('read what the line says', () => {
    const [log] = sampledRequests(contextOf(accessLog(JSON_FORMAT)));
    const line = ['10.0.0.1', '', 'GET', '/a b', 'HTTP/1.1', '200', 'shop.example', '-', 'curl/8'].join('\u001f');
    expect(log?.read(line)).toEqual({
      ...{ client: '10.0.0.1', user: '', method: 'GET', uri: '/a b', protocol: 'HTTP/1.1', status: '200' },
      ...{ virtualHost: 'shop.example', referrer: '-', agent: 'curl/8' },
    });
  });

  it('keep requests that are none, which have no URI', () => {
    const [log] = sampledRequests(contextOf(accessLog(COMBINED)));
    const line = (request: string) => ['10.0.0.1', '-', '400', '-', '-', request].join('\u001f');
    expect(log?.read(line('\\x16\\x03'))).toEqual({
      ...{ client: '10.0.0.1', user: '-', status: '400', referrer: '-', agent: '-', request: '\\x16\\x03' },
    });
    expect(log?.read(line('GET /x HTTP/1.1'))).toMatchObject({ method: 'GET', uri: '/x', protocol: 'HTTP/1.1' });
  });
});

describe('rows', () => {
  it.each([
    ['paths', ['/shop/items/17']],
    ['routes', ['/shop/items/:id']],
    ['uris', ['/shop/items/17?x=1']],
    ['notFound', ['/shop/items/17?x=1']],
    ['pages', undefined],
    ['staticFiles', undefined],
    ['errors', undefined],
    ['clientStatuses', ['10.0.0.1', '404']],
    ['clientPages', ['10.0.0.1']],
    ['probes', undefined],
    ['referringSites', ['example.org']],
    ['agents', ['']],
    ['users', undefined],
  ] as const)('of %s', (list, expected) => {
    expect(sampledRow(L[list], REQUEST)).toEqual(expected);
  });

  it('follow the filters of lists', () => {
    expect(sampledRow(L.staticFiles, { uri: '/a/b.CSS?v=3', status: '200' })).toEqual(['/a/b.CSS']);
    expect(sampledRow(L.pages, { uri: '/a/b', status: '200' })).toEqual(['/a/b']);
    expect(sampledRow(L.errors, { uri: '/a?b', status: '502' })).toEqual(['/a', '502']);
    expect(sampledRow(L.probes, { uri: '/.env', client: '10.0.0.1', status: '404' })).toEqual(['10.0.0.1', '/.env']);
    expect(sampledRow(L.clientPages, { client: '10.0.0.1', status: '400' })).toEqual(['10.0.0.1']);
    expect(sampledRow(L.visitors, { client: '10.0.0.1', agent: 'x', status: '404' })).toBeUndefined();
  });

  it('can be made for every list there is', () => {
    const everything: FieldValues = { ...REQUEST, user: '', country: 'DE', upstreamAddress: '', cacheStatus: '' };
    for (const list of Object.values(L)) {
      expect(() => sampledRow(list, everything)).not.toThrow();
    }
  });

  it.each([
    ['-', ''],
    ['https://a.example', 'a.example'],
    ['a.example/x', ''],
    ['', ''],
  ])('have the site of %p', (referrer, site) => {
    expect(sampledRow(L.referringSites, { referrer, status: '200' })).toEqual([site]);
  });
});

import type { FetchError } from '@grafana/runtime';
import { Problem, type ProblemKind } from './Problem';
import { problemOf } from './problemOf';

const failed = (status: number, data: unknown = {}, statusText = ''): FetchError => ({
  status,
  statusText,
  data,
  config: { url: '/api/ds/query' },
});

/** What Grafana's query API answers where a query failed. */
const queryFailed = (error: string, status = 400) => failed(400, { results: { A: { error, status, frames: [] } } });

const LOKI = { name: 'Logs', kind: 'Loki' } as const;

describe('problemOf', () => {
  test.each<[string, unknown, ProblemKind, RegExp]>([
    [
      'no permission',
      failed(403, { message: 'Access denied to this data source' }),
      'forbidden',
      /Access denied.*HTTP 403/,
    ],
    ['no session', failed(401, { message: 'Unauthorized' }), 'forbidden', /Unauthorized/],
    ['a data source that is gone', failed(404, { message: 'Data source not found' }), 'no-data-source', /not found/],
    ['any other 404', failed(404, '404 page not found'), 'unexpected', /page not found/],
    ['too much at once', failed(429, { message: 'too many outstanding requests' }), 'busy', /outstanding/],
    ['too much at once, in no known words', failed(429, { message: 'slow down' }), 'busy', /slow down/],
    [
      'series beyond Loki’s limit',
      queryFailed('maximum of series (500) reached for a single query'),
      'limit',
      /maximum of series/,
    ],
    [
      'series beyond Loki 3’s limit',
      queryFailed('maximum number of series (500) reached for a single query; consider reducing query cardinality'),
      'limit',
      /maximum number of series/,
    ],
    [
      'lines beyond Loki’s limit',
      queryFailed('max entries limit per query exceeded, limit > max_entries_limit_per_query (10000 > 5000)'),
      'limit',
      /max entries/,
    ],
    [
      'more bytes than Loki reads',
      queryFailed('the query would read too many bytes (query: 12 GB, limit: 10 GB)'),
      'limit',
      /too many bytes/,
    ],
    [
      'more time than Loki looks at',
      queryFailed('the query time range exceeds the limit (query length: 800h0m0s, limit: 721h0m0s)'),
      'limit',
      /time range/,
    ],
    [
      'samples beyond Prometheus’ limit',
      failed(422, { error: 'query processing would load too many samples into memory in query execution' }),
      'limit',
      /too many samples/,
    ],
    [
      'points beyond Prometheus’ limit',
      failed(400, { error: 'exceeded maximum resolution of 11,000 points per timeseries.' }),
      'limit',
      /11,000/,
    ],
    ['a gateway that waited too long', failed(504, '', 'Gateway Timeout'), 'timeout', /Gateway Timeout.*HTTP 504/],
    [
      'a query that took too long',
      failed(503, { error: 'query timed out in expression evaluation' }),
      'timeout',
      /timed out/,
    ],
    ['a deadline', queryFailed('context deadline exceeded', 500), 'timeout', /deadline/],
    [
      'a server that is not there, behind a gateway',
      failed(502, { message: 'dial tcp 10.0.0.9:9090: connect: connection refused' }),
      'unreachable',
      /connection refused/,
    ],
    [
      'a server that is not there, as the query API says it',
      queryFailed('Get "http://loki:3100/loki/api/v1/query_range": dial tcp: lookup loki: no such host', 500),
      'unreachable',
      /no such host/,
    ],
    [
      'a server that is not there, as the resource API says it',
      failed(500, { message: 'An error occurred within the plugin', messageId: 'plugin.requestFailureError' }),
      'unreachable',
      /within the plugin/,
    ],
    ['an answer that broke off', new Error('unexpected EOF'), 'unreachable', /EOF/],
    ['a query that is wrong', failed(400, { error: 'parse error: unexpected identifier' }), 'refused', /parse error/],
    [
      'a query that cannot be run',
      failed(422, { error: 'many-to-many matching not allowed' }),
      'refused',
      /many-to-many/,
    ],
    [
      'a word in a query that only looks like a cause',
      failed(400, { error: 'parse error: unexpected "geofence"' }),
      'refused',
      /geofence/,
    ],
    ['an error of the program', new TypeError('x is not a function'), 'unexpected', /x is not a function/],
    ['a text', 'broken', 'unexpected', /broken/],
    [
      'Loki’s own failure, which Grafana answers 400 to',
      queryFailed('rpc error: code = Internal', 500),
      'unexpected',
      /HTTP 500/,
    ],
    ['a slow query', queryFailed('net/http: timeout awaiting response headers', 504), 'timeout', /HTTP 504/],
    ['a status alone', failed(500), 'unexpected', /HTTP 500/],
  ])('%s', (_why, error, kind, detail) => {
    const problem = problemOf(error, LOKI);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem.kind).toBe(kind);
    expect(problem.detail).toMatch(detail);
    expect(problem.wayOut).not.toBe('');
    expect(problem.title).toMatch(/Logs|Loki/);
  });

  test('a problem stays what it is', () => {
    const problem = new Problem('settings', 'a', 'b', 'c');
    expect(problemOf(problem, LOKI)).toBe(problem);
  });

  test('the same words are not said twice, and long ones are cut', () => {
    expect(problemOf(failed(500, { message: 'a', error: 'a' }), LOKI).detail).toBe('“a” (HTTP 500)');
    expect(problemOf(failed(500, 'x'.repeat(5000)), LOKI).detail.length).toBeLessThan(600);
  });
});

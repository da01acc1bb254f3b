/** @jest-environment node */
import { parseQuery } from '../test-support/queryParser';
import { ERROR_CAUSES, NGINX_ERROR_SIGNALS, parseErrorLine } from './errorLog';
import { COMBINED } from './format';
import type { Filter } from './filters';
import { errorLogLines, requestLines } from './requestLines';
import { accessLog, contextOf } from './test-support/contexts';

const filtered = (...filters: Filter[]) => ({ ...contextOf(accessLog(COMBINED)), filters });
const ERROR =
  '2026/11/22 10:00:00 [error] 7#7: *1 upstream timed out (110: Connection timed out), client: 1.2.3.4, server: shop, request: "GET /a/17?x=1 HTTP/1.1", upstream: "http://10.0.1.12:8080/a", host: "shop.example"';

/** Whether the line filters of a query let a line through, read as JavaScript does. */
function lets(query: string, line: string): boolean {
  return [...query.matchAll(/(\|~|!~) "((?:[^"\\]|\\.)*)"/g)].every(([, op, text = '']) => {
    const regex = JSON.parse(`"${text.replace(/\\x([0-9a-f]{2})/g, '\\u00$1')}"`) as string;
    return new RegExp(regex.replaceAll('(?s:', '(?:')).test(line) === (op === '|~');
  });
}

describe('lines of requests', () => {
  it('are all lines but those of the error log, where nothing is asked: what does not parse is seen too', () => {
    expect(requestLines(filtered())).toEqual([
      '{job="nginx"} !~ "^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:]{8} \\\\\\x5b[a-z]+\\\\] "',
    ]);
  });

  it('have what the filters ask for, and the text that is looked for in any case', () => {
    const [expr = ''] = requestLines(filtered({ dimension: 'status', op: 'is', value: '404' }), 'a.b"c');
    expect(expr).toContain('| ngx_status = "404"');
    expect(expr).toMatch(/\|~ "\(\?i\)a\\\\\.b\\"c"$/);
    expect(parseQuery('logql', expr).errors).toEqual([]);
  });
});

describe('lines of the error log', () => {
  it.each<[Filter, boolean]>([
    [{ dimension: 'client', op: 'is', value: '1.2.3.4' }, true],
    [{ dimension: 'client', op: 'is', value: '1.2.3' }, false],
    [{ dimension: 'client', op: 'not', value: '1.2.3.4' }, false],
    [{ dimension: 'virtualHost', op: 'is', value: 'shop.example' }, true],
    [{ dimension: 'virtualHost', op: 'matches', value: 'shop[.].*' }, true],
    [{ dimension: 'virtualHost', op: 'misses', value: 'shop[.].*' }, false],
    [{ dimension: 'path', op: 'is', value: '/a/17' }, true],
    [{ dimension: 'path', op: 'is', value: '/a' }, false],
    [{ dimension: 'route', op: 'is', value: '/a/:id' }, true],
    [{ dimension: 'method', op: 'is', value: 'GET' }, true],
    [{ dimension: 'upstreamAddress', op: 'is', value: '10.0.1.12:8080' }, true],
    [{ dimension: 'upstreamAddress', op: 'is', value: '10.0.1.1' }, false],
  ])('%o', (filter, through) => {
    const { queries, unanswered } = errorLogLines(filtered(filter));
    expect(unanswered).toEqual([]);
    expect(queries.map((query) => lets(query, ERROR))).toEqual([through]);
    expect(parseQuery('logql', queries[0] ?? '').errors).toEqual([]);
  });

  it('are of any of the values chosen for one thing', () => {
    const of = (client: string): Filter => ({ dimension: 'client', op: 'is', value: client });
    expect(errorLogLines(filtered(of('9.9.9.9'), of('1.2.3.4'))).queries.map((query) => lets(query, ERROR))).toEqual([
      true,
    ]);
  });

  it('are not filtered by what they do not say, which is told', () => {
    const status: Filter = { dimension: 'status', op: 'is', value: '502' };
    const slow: Filter = { dimension: 'requestTime', op: 'over', value: '1' };
    const { queries, unanswered } = errorLogLines(filtered(status, slow));
    expect(unanswered).toEqual([status, slow]);
    expect(queries).toEqual(errorLogLines(filtered()).queries);
  });

  it('are of one cause, where that is asked for', () => {
    const of = (cause: string) => errorLogLines(filtered(), '', cause).queries.map((query) => lets(query, ERROR));
    const all = [...ERROR_CAUSES.map(({ id }) => id), 'other'];
    expect([...new Set(all)].filter((id) => of(id)[0])).toEqual([parseErrorLine(ERROR)?.cause.id]);
    expect(of('no cause')).toEqual([true]);
  });
});

test('errors are counted by cause of those requests that the filters leave, as far as their lines tell', () => {
  const expr = (filter: Filter) => NGINX_ERROR_SIGNALS.errorCauses.query(filtered(filter));
  const client = expr({ dimension: 'client', op: 'is', value: '1.2.3.4' });
  expect(client).toContain(', client: (?:1\\\\.2');
  expect(parseQuery('logql', client).errors).toEqual([]);
  expect(expr({ dimension: 'status', op: 'is', value: '502' })).toBe(NGINX_ERROR_SIGNALS.errorCauses.query(filtered()));
});

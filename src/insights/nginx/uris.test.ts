/** @jest-environment node */
import { groupByRoute, readableUri } from './uris';

test('URIs stand under their routes', () => {
  const rows = [
    { uri: '/items/1', count: 2 },
    { uri: '/items/2?x', count: 3 },
    { uri: '/', count: 4 },
  ];
  expect(groupByRoute(rows)).toEqual([
    { route: '/items/:id', count: 5, uris: rows.slice(0, 2) },
    { route: '/', count: 4, uris: rows.slice(2) },
  ]);
});

test.each([
  ['/caf%C3%A9', '/café'],
  ['/caf\\xC3\\xA9', '/café'],
  ['/weird?x=%22%3Cscript%3E', '/weird?x=%22%3Cscript%3E'],
  ['/a%2Fb%20%C3%A9', '/a%2Fb%20é'],
  ['/%FF', '/%FF'],
  ['/%00%0a', '/%00%0a'],
  ['/%E2%80%AEgpj.exe', '/%E2%80%AEgpj.exe'],
  ['/100%', '/100%'],
])('%s reads %s', (uri, text) => expect(readableUri(uri)).toBe(text));

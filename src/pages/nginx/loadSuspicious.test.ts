import { activitiesIn } from './loadSuspicious';
import { daysOf } from './loadVisitors';

const request = (time: number, client: string, uri: string, status: string, agent = 'curl/8') => ({
  time,
  values: { client, uri, status, agent },
});

const SLICES = [
  [
    request(1000, 'a', '/', '200'),
    request(1500, 'a', '/app.js', '200'),
    request(1700, 'b', '/x?q=1+union+select', '404'),
  ],
  [request(9000, 'a', '/.env', '403', 'sqlmap/1.7')],
];

test('what each client was seen to do is what was seen, and only its total is reckoned', () => {
  const plan = {
    slices: [
      { from: 0, to: 2 },
      { from: 8, to: 10 },
    ],
    of: 50,
  };
  const [a, b] = activitiesIn({ plan, slices: SLICES });
  expect(a).toMatchObject({
    ...{ client: 'a', requests: 3, clientErrors: 1, pages: 2, seconds: 4, lastSeen: 9000 },
    ...{ agents: ['curl/8', 'sqlmap/1.7'], uris: [{ uri: '/.env', count: 1 }] },
  });
  expect(a?.total?.value).toBe(75);
  expect(a?.total?.low).toBe(3);
  // What is in the query string is probing as well.
  expect(b).toMatchObject({ requests: 1, clientErrors: 1, uris: [{ uri: '/x?q=1+union+select', count: 1 }] });
});

test('of a sample that is the whole, all is exact', () => {
  const plan = {
    slices: [
      { from: 0, to: 5 },
      { from: 5, to: 10 },
    ],
    of: 2,
  };
  expect(activitiesIn({ plan, slices: SLICES }).map(({ total }) => total)).toEqual([undefined, undefined]);
});

test('visitors are counted day by day, as GoAccess does', () => {
  const day = 86_400_000;
  expect(daysOf({ from: 10 * day + 5, to: 12 * day })).toEqual([
    { from: 10 * day + 5, to: 11 * day },
    { from: 11 * day, to: 12 * day },
  ]);
  expect(daysOf({ from: 10 * day + 5, to: 10 * day + 6 })).toEqual([{ from: 10 * day + 5, to: 10 * day + 6 }]);
});

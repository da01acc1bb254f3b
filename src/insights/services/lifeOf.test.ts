/** @jest-environment node */
import { lifeOf, type Instance } from './lifeOf';
import { scrapeInterval } from './scrapeInterval';

const TO = 1_000_000;
const one = (instance: string, more: Partial<Instance>): Instance => ({
  instance,
  up: false,
  scraped: true,
  labels: {},
  ...more,
});

describe('the life of an application', () => {
  const answers = one('a', { up: true });
  const down = one('b', { lastAnswer: 700_000 });
  const gone = one('c', { scraped: false, lastAnswer: 800_000 });
  const never = one('d', {});

  test.each([
    ['one answers', [answers, down], [], { at: TO, state: 'up' }],
    ['the chosen one is down', [answers, down], ['b'], { at: 700_000, state: 'down' }],
    ['all are down, or gone', [down, gone], [], { at: 800_000, state: 'down' }],
    ['all are gone', [gone], [], { at: 800_000, state: 'gone' }],
    ['none ever answered', [never], [], { at: TO, state: 'never' }],
  ] as const)('while %s', (_, instances, chosen, life) => expect(lifeOf(instances, chosen, TO)).toEqual(life));
});

describe('the interval between scrapes', () => {
  const every = (ms: number, count: number) => ({ times: Array.from({ length: count }, (_, n) => n * ms) });

  test('is that of the slowest target, whatever was missed', () => {
    expect(scrapeInterval([every(15_000, 20), every(60_000, 5)])).toBe(60);
    expect(scrapeInterval([{ times: [0, 15_001, 29_998, 120_000, 135_003] }])).toBe(15);
  });

  test('is not known of a target that was scraped twice', () => {
    expect(scrapeInterval([every(60_000, 2)])).toBeUndefined();
    expect(scrapeInterval([])).toBeUndefined();
  });
});

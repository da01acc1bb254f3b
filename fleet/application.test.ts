/** @jest-environment node */
import { applications, codesOf, requestsOf, shareBelow, TIME_SPREAD } from './application';
import { createFleet } from './createFleet';
import { targets } from './target';

const END = 1_795_380_000;
const fleet = createFleet({ end: END });
const known = applications(fleet);

function collected(job: string, t: number): Map<string, number> {
  const samples = new Map<string, number>();
  for (const target of targets(fleet).filter((one) => one.job === job)) {
    target.collect(t, ({ name, labels }, value) =>
      samples.set(`${target.instance} ${name} ${labels.map((pair) => pair.join('=')).join(' ')}`, value)
    );
  }
  return samples;
}

describe('applications of the fleet', () => {
  it('are scraped where their containers are', () => {
    expect(known.map(({ job, instance, container }) => [job, instance, container.name])).toEqual([
      ['shop-api', 'web-1:3100', 'shop-api'],
      ['shop-api', 'app-1:3100', 'shop-api'],
      ['orders', 'app-1:3300', 'orders'],
      ['media-api', 'app-2:3201', 'media-api-1'],
      ['media-api', 'app-2:3202', 'media-api-2'],
    ]);
  });

  it('count every request once, whatever it is answered with', () => {
    for (const application of known) {
      for (const route of application.routes) {
        const counted = codesOf(application, route).reduce(
          (sum, code) => sum + requestsOf(application, route, code, END - 7200, END),
          0
        );
        expect(counted).toBeCloseTo(route.rate.primitive(END) - route.rate.primitive(END - 7200), 6);
      }
    }
  });

  it('fail by a third since the deploy, and only where it happened', () => {
    const share = (index: number, from: number, to: number) => {
      const application = known[index]!;
      const sum = (test: (code: string) => boolean) =>
        application.routes
          .flatMap((route) =>
            codesOf(application, route)
              .filter(test)
              .map((code) => requestsOf(application, route, code, from, to))
          )
          .reduce((total, count) => total + count, 0);
      return sum((code) => code.startsWith('5')) / sum(() => true);
    };
    expect(share(0, END - 1800, END)).toBeGreaterThan(0.32);
    expect(share(0, END - 1800, END)).toBeLessThan(0.33);
    expect(share(0, END - 7200, END - 3600)).toBeLessThan(0.002);
    expect(share(1, END - 1800, END)).toBeLessThan(0.002);
  });

  it('have counters that never fall within a life, and buckets that hold those below them', () => {
    for (const job of ['shop-api', 'orders', 'media-api']) {
      const [before, after] = [collected(job, END - 600), collected(job, END)];
      for (const [series, value] of after) {
        if (/_total|_bucket|_count|_sum/.test(series)) {
          expect({ series, fell: value < (before.get(series) ?? 0) }).toEqual({ series, fell: false });
        }
      }
      const buckets = new Map<string, number>();
      for (const [series, value] of after) {
        const [, family, le] = /^(.*_bucket.*)le=(.*)$/.exec(series) ?? [];
        if (family !== undefined) {
          expect({ series, le, value }).toMatchObject({ value: expect.any(Number) });
          expect(value).toBeGreaterThanOrEqual(buckets.get(family) ?? 0);
          buckets.set(family, value);
        }
      }
      expect(buckets.size).toBeGreaterThan(0);
    }
  });

  it('spread their times as they say', () => {
    expect(shareBelow(0.04, 0.04, TIME_SPREAD)).toBeCloseTo(0.5, 6);
    expect(shareBelow(0.04 * Math.exp(1.281552 * TIME_SPREAD), 0.04, TIME_SPREAD)).toBeCloseTo(0.9, 5);
    expect(shareBelow(0.04 * Math.exp(-2.326348 * TIME_SPREAD), 0.04, TIME_SPREAD)).toBeCloseTo(0.01, 5);
  });
});

import { integral, wave, type Curve } from './curve';
import type { Container, Fleet } from './fleet';
import { Random } from './random';

/** One route of an application. */
export interface Route {
  route: string;
  method: 'GET' | 'POST';
  /** Requests a second. */
  rate: Curve;
  /** Half of the requests take no longer, seconds. */
  medianSeconds: number;
  /** What it answers, by share of its requests; adds up to 1. */
  answers: ReadonlyArray<[code: string, share: number]>;
}

/** A program in a container that counts what it does and exposes it. */
export interface Application {
  /** The scrape job. */
  job: string;
  runtime: 'nodejs' | 'jvm';
  container: Container;
  instance: string;
  routes: Route[];
  /** Every request of these fails from a moment on, by a share of them. */
  failing: { from: number; share: number } | null;
  /** Items that wait to be worked on. */
  queue: Curve;
}

/** The spread of times: of a log-normal distribution, the deviation of the logarithm. */
export const TIME_SPREAD = 0.6;
/** What failing requests answer, by share. */
const FAILURE_CODES: ReadonlyArray<[code: string, share: number]> = [
  ['500', 0.7],
  ['503', 0.3],
];

interface Kind {
  job: string;
  runtime: Application['runtime'];
  /** Requests a second of each instance. */
  rate: number;
  routes: Array<Omit<Route, 'rate' | 'answers'> & { weight: number; errors?: number }>;
}

const SHOP: Kind = {
  job: 'shop-api',
  runtime: 'nodejs',
  rate: 6,
  routes: [
    { route: '/api/v1/search', method: 'GET', weight: 0.4, medianSeconds: 0.04 },
    { route: '/api/v1/cart', method: 'GET', weight: 0.35, medianSeconds: 0.018 },
    { route: '/api/v1/prices', method: 'GET', weight: 0.2, medianSeconds: 0.012 },
    { route: '/api/v1/checkout', method: 'POST', weight: 0.05, medianSeconds: 0.21, errors: 0.004 },
  ],
};
const MEDIA: Kind = {
  job: 'media-api',
  runtime: 'nodejs',
  rate: 2,
  routes: [
    { route: '/media/{id}', method: 'GET', weight: 0.9, medianSeconds: 0.09 },
    { route: '/media', method: 'POST', weight: 0.1, medianSeconds: 0.7, errors: 0.01 },
  ],
};
const ORDERS: Kind = {
  job: 'orders',
  runtime: 'jvm',
  rate: 3,
  routes: [
    { route: '/orders', method: 'GET', weight: 0.7, medianSeconds: 0.08 },
    { route: '/orders', method: 'POST', weight: 0.3, medianSeconds: 0.15, errors: 0.002 },
  ],
};

/** Containers that expose metrics, by name, and the port at which each does. */
const KINDS: Readonly<Record<string, [kind: Kind, port: number]>> = {
  'shop-api': [SHOP, 3100],
  'media-api-1': [MEDIA, 3201],
  'media-api-2': [MEDIA, 3202],
  orders: [ORDERS, 3300],
};

function create(fleet: Fleet, container: Container, [kind, port]: [Kind, number]): Application {
  const { seed, end } = fleet.options;
  const random = new Random(seed, 'application', container.host.id, container.name);
  const curve = (mean: number, swing: number, daily = 0) => wave({ mean, swing, daily, origin: end, random });
  const deploy = fleet.incidents.find(
    ({ kind: what, host, container: name }) =>
      what === 'deploy-5xx' && host === container.host.id && name === container.name
  );
  return {
    job: kind.job,
    runtime: kind.runtime,
    container,
    instance: `${container.host.id}:${port}`,
    routes: kind.routes.map(({ weight, errors = 0.0005, ...route }) => ({
      ...route,
      rate: curve(kind.rate * weight, 0.3, 0.6),
      answers: [
        [route.method === 'POST' ? '201' : '200', 0.97 - errors],
        ['404', 0.03],
        ['500', errors],
      ],
    })),
    failing: deploy ? { from: deploy.start, share: deploy.details['failingShare'] ?? 0 } : null,
    queue: curve(12, 0.8),
  };
}

/** The applications of a fleet: known containers that expose metrics of their own. */
export function applications(fleet: Fleet): Application[] {
  return fleet.containers.flatMap((container) => {
    const kind = KINDS[container.name];
    return kind ? [create(fleet, container, kind)] : [];
  });
}

/**
 * Requests of a route that were answered with `code` between two moments of one life. What fails because of a deploy
 * takes its share of every other answer. Exact, and so no whole number.
 */
export function requestsOf(application: Application, route: Route, code: string, from: number, to: number): number {
  const { failing } = application;
  const share = route.answers.find(([one]) => one === code)?.[1] ?? 0;
  const split = failing ? Math.min(Math.max(failing.from, from), to) : to;
  const before = integral(route.rate, from, split) * share;
  const after = integral(route.rate, split, to);
  const failed = failing ? failing.share : 0;
  const ofFailures = FAILURE_CODES.find(([one]) => one === code)?.[1] ?? 0;
  return before + after * (share * (1 - failed) + failed * ofFailures);
}

/** All codes that a route may answer with. */
export function codesOf({ failing }: Application, route: Route): string[] {
  return [...new Set([...route.answers, ...(failing ? FAILURE_CODES : [])].map(([code]) => code))];
}

/** The share of a log-normal distribution below `value`; an approximation of the error function good to seven digits. */
export function shareBelow(value: number, median: number, spread: number): number {
  const z = Math.log(value / median) / (spread * Math.SQRT2);
  const t = 1 / (1 + 0.3275911 * Math.abs(z));
  // Abramowitz and Stegun, 7.1.26.
  const tail =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) *
    Math.exp(-z * z);
  return z >= 0 ? 1 - tail / 2 : tail / 2;
}

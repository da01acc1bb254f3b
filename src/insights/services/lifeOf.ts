import type { Labels } from '../../signals/identity';

/** One target of an application, within a range. */
export interface Instance {
  instance: string;
  /** Whether it answered the last scrape. */
  up: boolean;
  /** Whether Prometheus still scrapes it at the end of the range. */
  scraped: boolean;
  /** When one that does not answer at the end did so last, Unix milliseconds; nothing where it never did in the range. */
  lastAnswer?: number;
  /** All labels of the target. */
  labels: Labels;
}

/** How an application, or the chosen of its instances, fares at the end of a range. */
interface Life {
  /** The last moment of the range at which one of them answered, Unix milliseconds; the end of the range where none did. */
  at: number;
  /** `never`: not within the range. */
  state: 'up' | 'down' | 'gone' | 'never';
}

/** How the chosen instances (none chosen: all) fare at the end of a range, Unix milliseconds. */
export function lifeOf(instances: readonly Instance[], chosen: readonly string[], to: number): Life {
  const some = instances.filter(({ instance }) => chosen.length === 0 || chosen.includes(instance));
  if (some.some(({ up }) => up)) {
    return { at: to, state: 'up' };
  }
  const answers = some.flatMap(({ lastAnswer }) => lastAnswer ?? []);
  if (answers.length === 0) {
    return { at: to, state: 'never' };
  }
  return { at: Math.max(...answers), state: some.some(({ scraped }) => scraped) ? 'down' : 'gone' };
}

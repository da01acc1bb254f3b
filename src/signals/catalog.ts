import { CONTAINER_SIGNALS } from './containers';
import { HOST_SIGNALS } from './hosts';
import { LOG_SIGNALS } from './logs';
import type { Signal } from './signal';

/** Every signal, by kind of thing. */
export const SIGNALS: readonly Signal[] = [
  ...Object.values(CONTAINER_SIGNALS),
  ...Object.values(HOST_SIGNALS),
  ...Object.values(LOG_SIGNALS),
];

/** A signal by its id. @throws on an id that is none. */
export function signalById(id: string): Signal {
  const signal = SIGNALS.find((candidate) => candidate.id === id);
  if (!signal) {
    throw new Error(`There is no signal "${id}"`);
  }
  return signal;
}

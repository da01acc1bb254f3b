import { durationText } from '../signals/promql';
import type { Signal } from '../signals/signal';
import type { CheckContext, Parameter } from './check';

/** Checks look at rates over five minutes: long enough for a scrape a minute, short enough to end soon after the fault. */
const WINDOW = '5m';

/**
 * A window for counters that matter over minutes only: one sample in two minutes tells as much of them as all, and costs an
 * eighth.
 */
export const SPARSE = '10m:2m';

/** A signal's query for a check: rates over `window`, events over `range`. */
export const at = (signal: Signal, { conventions, scope }: CheckContext, range = '10m', window = WINDOW) =>
  signal.query({ conventions, scope, window, range });

/** The value of a parameter. */
export const valueOf = ({ parameters }: CheckContext, id: string): number => parameters[id] ?? 0;

/** A parameter in minutes as a duration, such as `15m`. */
export const minutes = (context: CheckContext, id: string) => durationText(valueOf(context, id) * 60);

/** A parameter in hours as a duration, such as `24h`. */
export const hours = (context: CheckContext, id: string) => durationText(valueOf(context, id) * 3600);

/** How many minutes a check looks back. */
export const windowMinutes = (usual: number, min: number, max: number): Parameter => ({
  id: 'window',
  title: 'Window in minutes',
  description: 'How far back it looks.',
  unit: 'count',
  default: usual,
  min,
  max,
});

/** A share, 1 % to all. */
export const share = (id: string, title: string, description: string, usual: number, min = 0.01): Parameter => ({
  id,
  title,
  description,
  unit: 'ratio',
  default: usual,
  min,
  max: 1,
});

/** A number of things. */
export const count = (
  id: string,
  title: string,
  description: string,
  usual: number,
  [min, max]: readonly [min: number, max: number]
): Parameter => ({ id, title, description, unit: 'count', default: usual, min, max });

/** So much must there be of it before a share of it says anything. */
export const atLeast = (what: string, usual: number, max = 1_000_000): Parameter =>
  count('floor', `${what} at least`, 'Fewer than this within the window say nothing.', usual, [0, max]);

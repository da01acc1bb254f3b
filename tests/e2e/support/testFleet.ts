import { createFleet } from '../../../fleet/createFleet';
import type { FleetOptions } from '../../../fleet/options';
import { truth } from '../../../fleet/truth';

/** The fleet that every page test looks at. Seed and end are fixed, so that each run sees the same numbers. */
const OPTIONS = {
  seed: 7,
  // 10 June 2025, noon, in UTC.
  end: 1_749_556_800,
  // Enough for the longest look back of a check: a line through six hours.
  hours: 7,
  logHours: 1.5,
  accessLinesPerMinute: 40,
} satisfies Partial<FleetOptions>;

/** The fleet itself; each process makes an equal one. */
export const FLEET = createFleet(OPTIONS);

/** What happened to it. */
export const TRUTH = truth(FLEET);

/** The last moment of its history, Unix milliseconds. */
export const END_MS = TRUTH.end * 1000;

const HOUR_MS = 3_600_000;

const MINUTE = 60;

/**
 * When its NGINX's logs were recorded, epoch seconds: the recording began within the last hour, and has a hole. Pages find it
 * only where the app's settings name the logs as `nginxOfFleet` does.
 */
export const RECORDED = {
  from: OPTIONS.end - 50 * MINUTE,
  missed: [{ from: OPTIONS.end - 30 * MINUTE, to: OPTIONS.end - 20 * MINUTE }],
};

/** The last hours of the history as a page's address has them. */
export function lastHours(hours = 1): { from: string; to: string } {
  return { from: String(END_MS - hours * HOUR_MS), to: String(END_MS) };
}

const DAY_MS = 86_400_000;

/** The periods that a range can be compared with, by how the URL names them: milliseconds back, and in words. */
export const PERIODS: Readonly<Record<string, { back: number; name: string }>> = {
  day: { back: DAY_MS, name: 'a day before' },
  week: { back: 7 * DAY_MS, name: 'a week before' },
};

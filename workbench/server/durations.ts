/**
 * Durations as Grafana's Go back end reads, writes and rounds them. All values are milliseconds.
 *
 * The tables repeat `gtime` of grafana-plugin-sdk-go: a query's step, and so its cost and its answer, follows from them.
 */

const UNIT_MS = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: (365.25 * 86_400_000) / 12,
  y: 365.25 * 86_400_000,
} as const;

const GO_DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+$/;
const CALENDAR_DURATION = /^(\d+)([dwMy])$/;

/** Reads `15s`, `1m30s`, `2d`, `>10s` or a bare number of seconds. */
export function parseInterval(text: string): number {
  const bare = text.replace(/^</, '').replace(/>$/, '');
  if (/^\d+$/.test(bare)) {
    return Number(bare) * UNIT_MS.s;
  }
  const calendar = CALENDAR_DURATION.exec(bare);
  if (calendar) {
    return Number(calendar[1]) * UNIT_MS[calendar[2] as keyof typeof UNIT_MS];
  }
  if (!GO_DURATION.test(bare)) {
    throw new Error(`time: invalid duration "${text}"`);
  }
  let total = 0;
  for (const [, amount, unit] of bare.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)) {
    total += Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return total;
}

/** Writes a duration in its largest whole unit, dropping the rest: what `$__interval` becomes. */
export function formatInterval(ms: number): string {
  const units: Array<[string, number]> = [
    ['y', 365 * UNIT_MS.d],
    ['d', UNIT_MS.d],
    ['h', UNIT_MS.h],
    ['m', UNIT_MS.m],
    ['s', UNIT_MS.s],
    ['ms', 1],
  ];
  for (const [unit, size] of units) {
    if (ms >= size) {
      return `${Math.floor(ms / size)}${unit}`;
    }
  }
  return '1ms';
}

/** Writes a duration as Go's `Duration.String()` does (`1m0s`): what `$__rate_interval` becomes. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) {
    return '0s';
  }
  if (ms < 1000) {
    return ms < 1 ? `${Number((ms * 1000).toFixed(3))}µs` : `${Number(ms.toFixed(6))}ms`;
  }
  const hours = Math.floor(ms / UNIT_MS.h);
  const minutes = Math.floor((ms % UNIT_MS.h) / UNIT_MS.m);
  const seconds = Number(((ms % UNIT_MS.m) / 1000).toFixed(9));
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}

/** Upper bound and the round interval used up to it. */
const ROUNDED: ReadonlyArray<readonly [number, number]> = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
];

/** Rounds an interval to one that people can read off an axis. */
export function roundInterval(ms: number): number {
  for (const [limit, rounded] of ROUNDED) {
    if (ms <= limit) {
      return rounded;
    }
  }
  return ms < 63_072_000_000 ? 2_592_000_000 : 31_536_000_000;
}

import type { CheckContext } from '../../checks/check';
import type { AskedCheck } from '../../checks/choices';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumeOf } from '../../grafana/lokiCost';
import type { LogRead } from '../../signals/streamReads';

/** A check of logs and the bytes that asking it once reads. */
export interface PricedCheck {
  asked: AskedCheck;
  bytes: number;
}

/** The index counts whole chunks: what is shorter than an hour is reckoned from an hour. */
const LEAST_SECONDS = 3600;

/**
 * What each check would read, by Loki’s index, the cheapest first: no more than there is, each part as often as it is read.
 * Reads no log. Rejects with a Problem.
 */
export async function priceLogChecks(
  source: DataSourceChoice,
  where: Pick<CheckContext, 'conventions' | 'scope'>,
  checks: readonly AskedCheck[],
  time: number,
  signal?: AbortSignal
): Promise<PricedCheck[]> {
  const volumes = new Map<string, Promise<number>>();
  const bytesOf = async ({ selector, seconds, passes }: LogRead): Promise<number> => {
    const asked = Math.max(LEAST_SECONDS, seconds);
    const key = `${asked} ${selector}`;
    const range = { from: time - asked * 1000, to: time };
    const volume = volumes.get(key) ?? logVolumeOf(source, selector, range, signal).then(({ bytes }) => bytes);
    volumes.set(key, volume);
    return ((await volume) * seconds * passes) / asked;
  };
  const priced = await Promise.all(
    checks.map(async (asked): Promise<PricedCheck> => {
      const reads = asked.check.reads?.({ ...where, parameters: asked.parameters }) ?? [];
      const parts = await Promise.all(reads.map(bytesOf));
      return { asked, bytes: parts.reduce((sum, bytes) => sum + bytes, 0) };
    })
  );
  return priced.sort((a, b) => a.bytes - b.bytes);
}

/** The checks that a budget pays for, the cheapest first, and those that it does not. */
export function withinBudget(
  priced: readonly PricedCheck[],
  budget: number
): { affordable: PricedCheck[]; tooDear: PricedCheck[] } {
  const affordable: PricedCheck[] = [];
  const tooDear: PricedCheck[] = [];
  let spent = 0;
  for (const one of priced) {
    if (spent + one.bytes <= budget) {
      spent += one.bytes;
      affordable.push(one);
    } else {
      tooDear.push(one);
    }
  }
  return { affordable, tooDear };
}

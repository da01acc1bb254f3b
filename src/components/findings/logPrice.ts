import type { CheckContext } from '../../checks/check';
import type { AskedCheck } from '../../checks/family';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logVolumeOf } from '../../grafana/lokiCost';

/** A check of logs and the bytes that asking it once reads. */
export interface PricedCheck {
  asked: AskedCheck;
  bytes: number;
}

/** What the price is reckoned from: an hour of each stream, which the index tells well. */
const SAMPLE_MS = 3_600_000;

/**
 * What each check would read, by Loki’s index, the cheapest first: a selector's volume over the last hour, for as many
 * seconds as the check looks at. Reads no log. Rejects with a Problem.
 */
export async function priceLogChecks(
  source: DataSourceChoice,
  where: Pick<CheckContext, 'conventions' | 'scope'>,
  checks: readonly AskedCheck[],
  time: number,
  signal?: AbortSignal
): Promise<PricedCheck[]> {
  const reads = checks.map((asked) => ({
    asked,
    parts: asked.check.reads?.({ ...where, parameters: asked.parameters }) ?? [],
  }));
  const selectors = [...new Set(reads.flatMap(({ parts }) => parts.map(({ selector }) => selector)))];
  const range = { from: time - SAMPLE_MS, to: time };
  const volumes = new Map(
    await Promise.all(
      selectors.map(async (selector) => [selector, (await logVolumeOf(source, selector, range, signal)).bytes] as const)
    )
  );
  return reads
    .map(({ asked, parts }) => ({
      asked,
      bytes: parts.reduce(
        (sum, { selector, seconds }) => sum + ((volumes.get(selector) ?? 0) * seconds * 1000) / SAMPLE_MS,
        0
      ),
    }))
    .sort((a, b) => a.bytes - b.bytes);
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

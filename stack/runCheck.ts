import type { DemoSettings } from './demoSettings';
import type { DemoStack } from './demoStack';
import { checkPages, checkTable, whyBad, type PageQuery, type PageResult } from './check';
import { request } from './http';
import { reasonOf } from './native/reasonOf';
import { waitFor } from './native/waitFor';
import { nginxOfLoki } from './nginxOfLoki';
import { pageQueries } from './pageQueries';

/** Live data needs a scrape or two after the start. */
const LIVE_MS = 120_000;

export interface CheckOutcome {
  good: boolean;
  /** To print. */
  table: string;
}

/** Addresses that do not answer, with the reason. */
async function silentAddresses(addresses: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    addresses.map((address) =>
      request(address).then(
        () => [],
        (error: unknown) => [`${address}: ${reasonOf(error)}`]
      )
    )
  );
  return answers.flat();
}

/** Looks whether every page is served and gets data. */
export async function runCheck(
  stack: DemoStack,
  settings: DemoSettings,
  shown: ReadonlyArray<{ name: string; url: string }>
): Promise<CheckOutcome> {
  const silent = await silentAddresses(shown.map(({ url }) => url));
  const hasLogs = await stack.logsFilled;
  const place = { prometheusUrl: stack.prometheusUrl, lokiUrl: hasLogs ? stack.lokiUrl : undefined };
  // The pages find out by themselves how NGINX logs; its signals have queries only once that is known.
  const nginx = place.lokiUrl ? await nginxOfLoki(place.lokiUrl, settings.conventions.logs) : undefined;
  const queries = pageQueries({ ...settings.conventions, ...(nginx ? { nginx } : {}) });
  const unnamed = shown.filter(({ name }) => queries.every(({ page }) => page !== name)).map(({ name }) => name);
  const remarks = [
    ...silent,
    ...(unnamed.length > 0 ? [`Served, but the catalog names no query of: ${unnamed.join(', ')}`] : []),
  ];
  let results = await checkPages(queries, place);
  // What nobody can answer will not be answered later.
  const mayImprove = ({ unasked }: PageResult) => unasked.length === 0;
  const badPages = () =>
    new Set(results.filter((result) => whyBad(result) !== undefined && mayImprove(result)).map(({ page }) => page));
  const askAgain = async () => {
    const bad = badPages();
    const again: PageQuery[] = queries.filter(({ page }) => bad.has(page));
    const newer = await checkPages(again, place);
    results = results.map((result) => newer.find(({ page }) => page === result.page) ?? result);
    return badPages().size === 0 ? true : undefined;
  };
  try {
    await waitFor('every page to get data', askAgain, { deadlineMs: LIVE_MS });
    const good = silent.length === 0 && results.every((result) => whyBad(result) === undefined);
    return { good, table: [checkTable(results), ...remarks].join('\n') };
  } catch (error) {
    return { good: false, table: [checkTable(results), ...remarks, reasonOf(error)].join('\n') };
  }
}

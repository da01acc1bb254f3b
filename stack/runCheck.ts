import type { DemoSettings } from './demoSettings';
import type { DemoStack } from './demoStack';
import { checkPages, checkTable, whyBad, type PageQuery } from './check';
import { reasonOf } from './native/reasonOf';
import { waitFor } from './native/waitFor';
import { pageQueries } from './pageQueries';

/** Live data needs a scrape or two after the start. */
const LIVE_MS = 120_000;

/** Looks whether every page gets data. Returns whether it does, and the table to print. */
export async function runCheck(stack: DemoStack, settings: DemoSettings): Promise<{ good: boolean; table: string }> {
  const hasLogs = await stack.logsFilled;
  const place = { prometheusUrl: stack.prometheusUrl, lokiUrl: hasLogs ? stack.lokiUrl : undefined };
  const queries = pageQueries(settings.conventions);
  let results = await checkPages(queries, place);
  const badPages = () => new Set(results.filter((result) => whyBad(result) !== undefined).map(({ page }) => page));
  const askAgain = async () => {
    const bad = badPages();
    const again: PageQuery[] = queries.filter(({ page }) => bad.has(page));
    const newer = await checkPages(again, place);
    results = results.map((result) => newer.find(({ page }) => page === result.page) ?? result);
    return badPages().size === 0 ? true : undefined;
  };
  try {
    await waitFor('every page to get data', askAgain, { deadlineMs: LIVE_MS });
    return { good: true, table: checkTable(results) };
  } catch (error) {
    return { good: false, table: `${checkTable(results)}\n${reasonOf(error)}` };
  }
}

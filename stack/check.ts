import { reasonOf } from './native/reasonOf';
import { runQuery, type Query, type QueryResult } from './query';

/** A query that a page asks. */
export interface PageQuery {
  page: string;
  id: string;
  source: 'metrics' | 'logs';
  expr: string;
  instant: boolean;
  /** An empty answer is good news: a check that does not hold. */
  mayBeEmpty: boolean;
  /** Metrics that it is made from, for the time of the newest sample: an instant answer has the time of asking. */
  needs: readonly string[];
}

/** What a page got. */
export interface PageResult {
  page: string;
  asked: number;
  withData: number;
  series: number;
  /** Seconds since the newest sample or line that the page is made from. */
  newestAge?: number;
  /** Ids of signals that gave nothing: not wrong by itself, not every installation exports everything. */
  empty: string[];
  /** Ids of queries that failed, with the reason. */
  failed: string[];
  /** Ids of queries for which there is no Prometheus or no Loki to ask. */
  unasked: string[];
}

export interface CheckPlace {
  prometheusUrl?: string;
  lokiUrl?: string;
}

/** Asked at once. A page asks about as many. */
const AT_ONCE = 4;
/** Older than this, the data is not live. */
const LIVE_SECONDS = 90;
const STREAM_SELECTOR = /\{(?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/;

/** The query that tells the time of the newest sample behind a query. */
function newestQuery({ source, expr, needs }: PageQuery): Query | undefined {
  if (source === 'logs') {
    const selector = STREAM_SELECTOR.exec(expr)?.[0];
    return selector === undefined ? undefined : { source, expr: selector, instant: false, rangeSeconds: 600 };
  }
  const all = needs.map((metric) => `max(timestamp(${metric}))`).join(' or ');
  return all === '' ? undefined : { source, expr: `max(${all})`, instant: true };
}

async function newestTime(baseUrl: string, query: PageQuery): Promise<number | undefined> {
  const asked = newestQuery(query);
  if (asked === undefined) {
    return undefined;
  }
  const { newest, value } = await runQuery(baseUrl, asked);
  return query.source === 'logs' ? newest : value;
}

interface Answer extends QueryResult {
  query: PageQuery;
  newestTime?: number;
  error?: string;
  unasked?: true;
}

async function ask(query: PageQuery, { prometheusUrl, lokiUrl }: CheckPlace): Promise<Answer> {
  const baseUrl = query.source === 'metrics' ? prometheusUrl : lokiUrl;
  if (baseUrl === undefined) {
    return { query, series: 0, samples: 0, unasked: true };
  }
  try {
    const result = await runQuery(baseUrl, query);
    return { query, ...result, newestTime: result.series > 0 ? await newestTime(baseUrl, query) : undefined };
  } catch (error) {
    return { query, series: 0, samples: 0, error: reasonOf(error) };
  }
}

function pageResult(page: string, answers: readonly Answer[], now: number): PageResult {
  const times = answers.flatMap(({ newestTime: time }) => (time === undefined ? [] : [time]));
  return {
    page,
    asked: answers.length,
    withData: answers.filter(({ series }) => series > 0).length,
    series: answers.reduce((sum, { series }) => sum + series, 0),
    newestAge: times.length === 0 ? undefined : now - times.reduce((a, b) => Math.max(a, b)),
    empty: answers
      .filter((answer) => answer.series === 0 && !answer.error && !answer.unasked && !answer.query.mayBeEmpty)
      .map(({ query }) => query.id),
    failed: answers.flatMap(({ query, error }) => (error === undefined ? [] : [`${query.id}: ${error}`])),
    unasked: answers.flatMap(({ query, unasked }) => (unasked ? [query.id] : [])),
  };
}

/** Asks what the pages ask, and says what each of them gets. */
export async function checkPages(queries: readonly PageQuery[], place: CheckPlace): Promise<PageResult[]> {
  const answers: Answer[] = [];
  const waiting = [...queries];
  const lane = async () => {
    for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
      answers.push(await ask(query, place));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const now = Date.now() / 1000;
  const pages = [...new Set(queries.map(({ page }) => page))];
  return pages.map((page) =>
    pageResult(
      page,
      answers.filter(({ query }) => query.page === page),
      now
    )
  );
}

/** Why a page is not good, or undefined where it is: nothing failed, and it gets live data. */
export function whyBad({ asked, withData, newestAge, failed, unasked }: PageResult): string | undefined {
  if (failed.length > 0) {
    return `${failed.length} failed`;
  }
  if (unasked.length > 0) {
    return `${unasked.length} of ${asked} had nobody to ask`;
  }
  if (withData === 0) {
    return 'no data';
  }
  return newestAge !== undefined && newestAge > LIVE_SECONDS ? 'the data is old' : undefined;
}

/** The results as a table, and below it what is wrong or empty. */
export function checkTable(results: readonly PageResult[]): string {
  const rows = [
    ['page', 'asked', 'with data', 'series', 'newest', ''],
    ...results.map((result) => [
      result.page,
      String(result.asked),
      String(result.withData),
      String(result.series),
      result.newestAge === undefined ? '-' : `${Math.max(0, result.newestAge).toFixed(0)} s ago`,
      whyBad(result) ?? 'ok',
    ]),
  ];
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const align = (cell: string, column: number) =>
    column >= 1 && column <= 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  const lines = rows.map((row) => row.map(align).join('  ').trimEnd());
  for (const { page, failed, empty, unasked } of results) {
    lines.push(...failed.map((reason) => `  ${page} failed: ${reason}`));
    if (unasked.length > 0) {
      lines.push(`  ${page} had nobody to ask: ${unasked.join(', ')}`);
    }
    if (empty.length > 0) {
      lines.push(`  ${page} without data: ${empty.join(', ')}`);
    }
  }
  return lines.join('\n');
}

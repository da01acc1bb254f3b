import type { DataFrame } from '@grafana/data';
import type { DataSourceChoice } from '../grafana/dataSources';
import { isAbort } from '../grafana/fetchJson';
import { queryLogInstant } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import type { Conventions } from '../signals/conventions';
import { listQueries, listRows, PLAIN_LOKI, type ListRow, type RankedList } from '../signals/nginx/lists';
import type { NginxContext } from '../signals/nginx/nginxSignal';
import { durationText } from '../signals/promql';
import { TABLE_WINDOW } from '../signals/windows';
import { listFrame } from './frames';
import { filtersOf, NotHere, rangeText } from './plan';
import type { SignalsQuery } from './query';
import type { ReadScope } from './scope';

/** Rows of a list unless the query says another number. */
const USUAL_ROWS = 20;

interface Question {
  query: SignalsQuery;
  list: RankedList;
  conventions: Conventions;
  read: ReadScope;
  /** Unix milliseconds. */
  range: { from: number; to: number };
  source: DataSourceChoice;
}

/** The context in which a list is asked over a range. @throws Problem where the access log does not hold it */
export function listContext({ query, list, conventions, read, range }: Omit<Question, 'source'>): NginxContext {
  if (!list.applies(conventions)) {
    throw new NotHere(
      'refused',
      `“${list.title}” cannot be had here`,
      `NGINX’s access log does not hold what it needs: ${list.fields.join(', ')}.`,
      'Add it to NGINX’s log_format.'
    );
  }
  return {
    conventions,
    scope: read.scope,
    window: TABLE_WINDOW,
    range: rangeText(range),
    filters: [...read.virtualHosts, ...filtersOf(query.filters)],
  };
}

/** What stands above counts that are exact, of the whole range. */
const WHOLE = 'Requests';

const isLimit = (error: unknown) => error instanceof Problem && error.kind === 'limit';

/** Parts of the range, at its end, that are counted where the whole has more values than Loki counts. */
const PARTS = [1, 1 / 6, 1 / 36];

async function counted(question: Question, signal?: AbortSignal): Promise<Counted> {
  const { query, list, range, source } = question;
  const first = firstOf(query);
  for (const part of PARTS) {
    const from = range.to - (range.to - range.from) * part;
    const context = listContext({ ...question, range: { from, to: range.to } });
    // Whether this Loki has it shows when it is asked.
    const { exact, approximate } = listQueries(list, context, { ...PLAIN_LOKI, approxTopk: true }, first);
    const last = `last ${durationText(Math.round((range.to - from) / 60_000) * 60)}`;
    const because = 'over all of it there are more values than Loki counts in one query';
    try {
      const rows = listRows(list, context, await queryLogInstant(source, exact, range.to, signal));
      return part === 1
        ? { rows, expr: exact, title: WHOLE, notices: [] }
        : {
            ...{ rows, expr: exact, title: `${WHOLE}, ${last}` },
            notices: [`Only the ${last} of the range: ${because}.`],
          };
    } catch (error) {
      if (!isLimit(error)) {
        throw error;
      }
    }
    if (approximate === undefined) {
      continue;
    }
    try {
      const rows = listRows(list, context, await queryLogInstant(source, approximate, range.to, signal));
      const notices = ['Counts are estimates of Loki’s (approx_topk).'];
      return { rows, expr: approximate, title: `${WHOLE}, estimated`, notices };
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
    }
  }
  const { beyond } = listQueries(list, listContext(question), PLAIN_LOKI, first);
  throw new Problem('limit', `“${list.title}” has too many values`, 'Loki refused to count them.', beyond);
}

const firstOf = ({ top }: SignalsQuery) => (top && top > 0 ? top : USUAL_ROWS);

interface Counted {
  rows: ListRow[];
  expr: string;
  /** What stands above the counts: of less than the range, or estimated, where that is so. */
  title: string;
  notices: string[];
}

/**
 * The first rows of a ranked list: exact where Loki can, else what it estimates, else of as much of the range's end as it
 * can count, which is said. Rejects with a Problem.
 */
export async function listAnswer(question: Question, signal?: AbortSignal): Promise<DataFrame> {
  const { query, list } = question;
  const first = firstOf(query);
  const { rows, expr, title, notices } = await counted(question, signal);
  const more =
    rows.length > first ? [`The first ${first} of ${rows.length}. Raise “At most” to see more of them.`] : [];
  return listFrame(query.refId, list, rows.slice(0, first), { expr, title, notices: [...notices, ...more] });
}

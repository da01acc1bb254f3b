import type { DataFrame } from '@grafana/data';
import type { DataSourceChoice } from '../grafana/dataSources';
import { queryLogInstant } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import type { Conventions } from '../signals/conventions';
import { listQueries, listRows, PLAIN_LOKI, type RankedList } from '../signals/nginx/lists';
import type { NginxContext } from '../signals/nginx/nginxSignal';
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

/** The first rows of a ranked list, exact where Loki can. Rejects with a Problem. */
export async function listAnswer(question: Question, signal?: AbortSignal): Promise<DataFrame> {
  const { query, list, range, source } = question;
  const context = listContext(question);
  const first = query.top && query.top > 0 ? query.top : USUAL_ROWS;
  const { exact, beyond } = listQueries(list, context, PLAIN_LOKI, first);
  try {
    const samples = await queryLogInstant(source, exact, range.to, signal);
    const rows = listRows(list, context, samples);
    const notices =
      rows.length > first ? [`The first ${first} of ${rows.length}. Raise “At most” to see more of them.`] : [];
    return listFrame(query.refId, list, rows.slice(0, first), { expr: exact, notices });
  } catch (error) {
    throw error instanceof Problem && error.kind === 'limit'
      ? new Problem('limit', error.title, error.detail, beyond)
      : error;
  }
}

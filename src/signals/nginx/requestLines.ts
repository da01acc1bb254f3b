import { lineFilter } from '../logql';
import { escapeRegex } from '../promql';
import { causeStages, errorLines } from './errorLog';
import { errorLogFilters } from './errorLogFilters';
import type { Filter } from './filters';
import type { NginxLog } from './format';
import { logsOf } from './logs';
import { lines, logsThatSay, nginxOf, type NginxContext } from './nginxSignal';
import { ERROR_LINE, nginxStreams } from './pipeline';

const containing = (search: string) => (search === '' ? '' : ` ${lineFilter('|~', `(?i)${escapeRegex(search)}`)}`);

/** Docker writes both logs to one stream: where that may be, lines of the error log are left out by how they begin. */
function withoutErrors({ access, error }: NginxLog): string {
  const elsewhere = error && JSON.stringify(error.matchers) !== JSON.stringify(access.matchers);
  return elsewhere || access.wrapper ? '' : ` ${lineFilter('!~', ERROR_LINE)}`;
}

/**
 * The access logs' lines with the context's filters, a query a log; `search` keeps those that contain it in any case.
 * Logs that do not say what a filter asks for have no line to show.
 */
export function requestLines(context: NginxContext, search = ''): string[] {
  const found = containing(search);
  // Without filters nothing has to be parsed, and lines that do not parse are seen as well.
  return context.filters && context.filters.length > 0
    ? logsThatSay(context, []).map((access) => lines(context, access, { dimensions: [] }) + found)
    : logsOf(nginxOf(context.conventions)).map(
        (log) => nginxStreams(context.conventions, context.scope, log.access) + withoutErrors(log) + found
      );
}

/** The access logs' stream selectors alone: what Loki's index is asked about. */
export function requestStreams(context: NginxContext): string[] {
  const selectors = logsOf(nginxOf(context.conventions)).map(({ access }) =>
    nginxStreams(context.conventions, context.scope, access)
  );
  return [...new Set(selectors)];
}

/** Lines of the error log, and the filters that it has no answer to. */
export interface ErrorLogLines {
  /** A query a log. */
  queries: string[];
  unanswered: Filter[];
}

/**
 * The error logs' lines of requests with the context's filters, as far as those lines tell of requests.
 * @param cause the id of the one cause that is asked for
 */
export function errorLogLines(context: NginxContext, search = '', cause = ''): ErrorLogLines {
  const { stages, unanswered } = errorLogFilters(context.filters ?? []);
  const all = [...stages, ...causeStages(cause)];
  return {
    queries: errorLines(context).map((selected) => [selected, ...all].join(' ') + containing(search)),
    unanswered,
  };
}

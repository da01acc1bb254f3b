import { lineFilter } from '../logql';
import { escapeRegex } from '../promql';
import { testOf } from './conditions';
import { errorLines } from './errorLog';
import type { Field } from './fields';
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

/** How NGINX writes a request's fields at the end of a line of its error log. */
const IN_ERROR_LOG: Partial<Record<Field, (regex: string) => string>> = {
  client: (regex) => `, client: (?:${regex})(?:,|$)`,
  method: (regex) => `, request: "(?:${regex}) `,
  uri: (regex) => `, request: "[^ ]* (?:${regex}) `,
  protocol: (regex) => `, request: "[^ ]* [^ ]* (?:${regex})"`,
  virtualHost: (regex) => `, host: "(?:${regex})"`,
  upstreamAddress: (regex) => `, upstream: "[a-z]+://(?:${regex})[/"]`,
  referrer: (regex) => `, referrer: "(?:${regex})"`,
};

/** Lines of the error log, and the filters that it has no answer to. */
export interface ErrorLogLines {
  /** A query a log. */
  queries: string[];
  unanswered: Filter[];
}

/** The error logs' lines of requests with the context's filters, as far as those lines tell of requests. */
export function errorLogLines(context: NginxContext, search = ''): ErrorLogLines {
  const filters = context.filters ?? [];
  const placed = filters.map((filter) => {
    const { field, regex } = testOf(filter);
    const compares = filter.op === 'over' || filter.op === 'under';
    return { filter, regex: compares ? undefined : IN_ERROR_LOG[field]?.(regex) };
  });
  const answered = placed.flatMap(({ filter, regex }) => (regex === undefined ? [] : [{ ...filter, regex }]));
  const wanted = answered.filter(({ op }) => op === 'is');
  const dimensions = [...new Set(wanted.map(({ dimension }) => dimension))];
  const stages = [
    ...dimensions.map((dimension) =>
      lineFilter(
        '|~',
        wanted
          .filter((one) => one.dimension === dimension)
          .map(({ regex }) => regex)
          .join('|')
      )
    ),
    ...answered.filter(({ op }) => op === 'matches').map(({ regex }) => lineFilter('|~', regex)),
    ...answered.filter(({ op }) => op === 'not' || op === 'misses').map(({ regex }) => lineFilter('!~', regex)),
  ];
  return {
    queries: errorLines(context).map((selected) => [selected, ...stages].join(' ') + containing(search)),
    unanswered: placed.filter(({ regex }) => regex === undefined).map(({ filter }) => filter),
  };
}

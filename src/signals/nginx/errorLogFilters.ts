import { lineFilter } from '../logql';
import { testOf } from './conditions';
import type { Field } from './fields';
import type { Filter } from './filters';

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

/** What the filters on requests come to on lines of the error log. */
export interface ErrorLogFilters {
  /** Line filters of LogQL. */
  stages: string[];
  /** The filters that those lines have no answer to. */
  unanswered: Filter[];
}

/** The filters on requests as line filters of the error log, as far as its lines tell of requests. */
export function errorLogFilters(filters: readonly Filter[]): ErrorLogFilters {
  const placed = filters.map((filter) => {
    const { field, regex } = testOf(filter);
    const compares = filter.op === 'over' || filter.op === 'under';
    return { filter, regex: compares ? undefined : IN_ERROR_LOG[field]?.(regex) };
  });
  const answered = placed.flatMap(({ filter, regex }) => (regex === undefined ? [] : [{ ...filter, regex }]));
  const wanted = answered.filter(({ op }) => op === 'is');
  const dimensions = [...new Set(wanted.map(({ dimension }) => dimension))];
  return {
    stages: [
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
    ],
    unanswered: placed.filter(({ regex }) => regex === undefined).map(({ filter }) => filter),
  };
}

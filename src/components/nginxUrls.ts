import type { TimeRange } from '@grafana/data';
import { filterText, type Filter } from '../signals/nginx/filters';
import type { NginxLog } from '../signals/nginx/format';
import { pageUrl } from './paths';
import { matcherText, textOf } from '../signals/urlList';

/** Filters on requests, as URLs hold them. */
export function requestsText(filters: readonly Filter[]): string {
  return textOf(filters.map(filterText));
}

/** A link to NGINX's page with filters on requests. */
export function nginxUrl(filters: readonly Filter[], range?: TimeRange): string {
  return pageUrl('nginx', filters.length > 0 ? { filters: requestsText(filters) } : {}, range);
}

/**
 * A link to the Logs page for the same lines of one access log.
 * @param place of the log among those that are known
 * @param search text that the lines contain
 */
export function requestLogsUrl(
  { access }: NginxLog,
  place: number,
  filters: readonly Filter[],
  search: string,
  range: TimeRange
): string {
  return pageUrl(
    'logs',
    {
      labels: textOf(access.matchers.map(matcherText)),
      ...(filters.length > 0 ? { requests: requestsText(filters), nginx: String(place) } : {}),
      // Between quotes several words are one; a text with quotes in it is looked for by its words.
      ...(search === '' ? {} : { words: search.includes('"') ? search.replace(/"/g, ' ') : `"${search}"` }),
    },
    range
  );
}

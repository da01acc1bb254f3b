import type { Conventions } from '../src/signals/conventions';
import { catalogEntries, type CatalogEntry } from '../tools/catalog';
import type { PageQuery } from './check';

/** Pages by the beginning of an id, for entries of the catalog that do not name theirs. */
const PAGES: Readonly<Record<string, string>> = {
  container: 'Containers',
  host: 'Overview',
  nginx: 'NGINX',
  log: 'Logs',
  logs: 'Logs',
  target: 'Overview',
  service: 'Services',
};

/** Checks are what the overview lists. */
const CHECK_PAGES = ['Overview'];

function pagesOf(entry: CatalogEntry & { pages?: readonly string[] }): readonly string[] {
  if (entry.pages !== undefined && entry.pages.length > 0) {
    return entry.pages;
  }
  if (entry.kind === 'check') {
    return CHECK_PAGES;
  }
  const own = PAGES[entry.id.split('.')[0] ?? ''] ?? 'Other';
  // What containers log is asked for beside their resources, and on a page of its own.
  return entry.id.startsWith('container.logs.') ? [own, 'Logs'] : [own];
}

/** What every page asks, from the catalog. */
export function pageQueries(conventions: Conventions): PageQuery[] {
  return catalogEntries(conventions).flatMap((entry) =>
    pagesOf(entry).map((page) => ({
      page,
      id: entry.id,
      source: entry.source,
      expr: entry.expr,
      instant: entry.instant,
      mayBeEmpty: entry.kind === 'check',
      needs: entry.source === 'metrics' ? entry.needs : [],
    }))
  );
}

import { escapeRegex } from '../promql';

/**
 * What stands for an id in a path, as RE2 and JavaScript both read it: a number, a UUID, a ULID, or a long hexadecimal
 * or dashless one such as a hash or an ObjectId.
 */
const ID =
  '(?:[0-9]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-fA-F]{16,})';

/** What an id becomes. */
export const PLACEHOLDER = ':id';

/**
 * An id that fills a whole part of the path. Neither RE2 nor this expression looks ahead, so it takes the slash behind
 * the id as well, and has to be applied twice for ids that follow one another.
 */
export const ID_PART = `/${ID}(/|$)`;

const PART = new RegExp(ID_PART, 'g');

/** The URI without its query string. */
function pathOf(uri: string): string {
  const at = uri.indexOf('?');
  return at === -1 ? uri : uri.slice(0, at);
}

/** The path with its ids replaced: what an application calls a route. `/orders/17/items/4?x=1` is `/orders/:id/items/:id`. */
export function routeOf(uri: string): string {
  const replace = (path: string) => path.replace(PART, `/${PLACEHOLDER}$1`);
  return replace(replace(pathOf(uri)));
}

/** The RE2 expression of every path that `routeOf` maps to `route`. */
export function routeRegex(route: string): string {
  return route
    .split('/')
    .map((part) => (part === PLACEHOLDER ? `(?:${ID}|${PLACEHOLDER})` : escapeRegex(part)))
    .join('/');
}

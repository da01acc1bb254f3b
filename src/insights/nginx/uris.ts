import { routeOf } from '../../signals/nginx/route';

/** A row of a ranked list of URIs. */
export interface UriCount {
  uri: string;
  count: number;
}

/** A route with the URIs that make it up. */
export interface RouteCount {
  route: string;
  count: number;
  uris: UriCount[];
}

/** URIs under their routes (query strings cut, ids replaced), the most requests first. */
export function groupByRoute(rows: readonly UriCount[]): RouteCount[] {
  const routes = new Map<string, RouteCount>();
  for (const row of rows) {
    const route = routeOf(row.uri);
    const group = routes.get(route) ?? { route, count: 0, uris: [] };
    group.count += row.count;
    group.uris.push(row);
    routes.set(route, group);
  }
  return [...routes.values()].sort((a, b) => b.count - a.count || (a.route < b.route ? -1 : 1));
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * A URI as people read it: `%C3%A9` is `é`, and so is `\xC3\xA9`, which NGINX writes where a client sent the bytes bare.
 * What decodes to no UTF-8, to a control character or to one of ASCII stays as it is, so that two URIs never look the same by
 * accident: `/a%2Fb` is not `/a/b`.
 */
export function readableUri(uri: string): string {
  return uri.replace(/(?:%[89A-Fa-f][0-9A-Fa-f]|\\x[89A-Fa-f][0-9A-Fa-f])+/g, (run) => {
    const bytes = [...run.matchAll(/[%x]([0-9A-Fa-f]{2})/g)].map(([, hex]) => parseInt(hex ?? '', 16));
    try {
      const text = decoder.decode(new Uint8Array(bytes));
      return /[\p{ASCII}\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? run : text;
    } catch {
      return run;
    }
  });
}

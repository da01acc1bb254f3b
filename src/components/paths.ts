import { locationUtil, urlUtil, type TimeRange } from '@grafana/data';
import type { ContainerRef } from '../signals/scope';
import { containerText } from '../signals/containerText';
import { textOf } from '../signals/urlList';

/** Where the plugin's pages are, below Grafana's own root. */
const APP_ROOT = '/a/quayside-monitoring-app';

export type PageName =
  | 'alerts'
  | 'check'
  | 'install'
  | 'alert'
  | 'place'
  | 'overview'
  | 'containers'
  | 'container'
  | 'nginx'
  | 'logs'
  | 'derived'
  | 'services'
  | 'setup';

const PATHS: Record<PageName, string> = {
  alerts: 'alerts',
  check: 'alerts/check',
  install: 'alerts/install',
  // The links in notifications lead there: see checks/rules/ruleTexts.
  alert: 'alert',
  // Links in data sources lead there: see grafana/placeLink.
  place: 'place',
  overview: 'overview',
  containers: 'containers',
  container: 'containers/one',
  derived: 'derived-metrics',
  logs: 'logs',
  nginx: 'nginx',
  services: 'services',
  setup: 'setup',
};

/** The route of a page below the plugin's root. */
export function routeOf(page: PageName): string {
  return PATHS[page];
}

function timeParams(range: TimeRange | undefined): Record<string, string> {
  if (!range) {
    return {};
  }
  const text = (part: TimeRange['raw']['from']) => (typeof part === 'string' ? part : String(part.valueOf()));
  return { from: text(range.raw.from), to: text(range.raw.to) };
}

/** The parameter of the URL that names the location whose servers are asked. */
export const LOCATION_PARAM = 'location';

/** The location of an address that means all of them. */
export const EVERYWHERE = '*';

/** The location that the query part of a URL names; empty: the main one. */
export const locationIn = (search: string) => new URLSearchParams(search).get(LOCATION_PARAM) ?? '';

/** The location that is looked at; none on Grafana's own pages, whose parameters mean other things. */
function ownLocation(): string {
  return typeof window !== 'undefined' && window.location.pathname.includes(APP_ROOT)
    ? locationIn(window.location.search)
    : '';
}

/** A link to a page, over the same time and at the same location. */
export function pageUrl(page: PageName, params: Record<string, string>, range?: TimeRange): string {
  const location = ownLocation();
  return locationUtil.assureBaseUrl(
    urlUtil.renderUrl(`${APP_ROOT}/${PATHS[page]}`, {
      ...params,
      ...timeParams(range),
      ...(location ? { [LOCATION_PARAM]: location } : {}),
    })
  );
}

/** A link of ours to the same at another location than it says; empty or without one: at the main one. */
export function atLocation(url: string, location: string | undefined): string {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const others = query.split('&').filter((part) => part !== '' && !part.startsWith(`${LOCATION_PARAM}=`));
  const all = !location ? others : [...others, `${LOCATION_PARAM}=${encodeURIComponent(location)}`];
  return all.length === 0 ? path : `${path}?${all.join('&')}`;
}

/** A link to the Setup page among the plugin's own, which everybody may open. */
export const setupUrl = (): string => pageUrl('setup', {});

/**
 * A link to a page for Grafana to fill in: parameters may hold its variables, which `pageUrl` would escape. Over the time
 * of the panel that shows it.
 */
export function templateUrl(page: PageName, params: Record<string, string>): string {
  const query = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return `${APP_ROOT}/${PATHS[page]}?${[...query, '${__url_time_range}'].join('&')}`;
}

/** A link to one container. Its parts travel as parameters: a name may hold slashes. */
export function containerUrl({ host, name, namespace, pod }: ContainerRef, range?: TimeRange): string {
  return pageUrl(
    'container',
    { host, container: name, ...(namespace ? { namespace } : {}), ...(pod ? { pod } : {}) },
    range
  );
}

/** A link to the logs of containers. */
export function logsUrl(containers: readonly ContainerRef[], range?: TimeRange): string {
  return pageUrl('logs', { container: textOf(containers.map(containerText)) }, range);
}

import { containerText } from '../signals/containerText';
import { loadPropertyChoices } from '../components/scopeChoices';
import { queryLogInstant } from '../grafana/loki';
import { queryInstant } from '../grafana/prometheus';
import { containersSeen } from '../signals/choices';
import { containerOf } from '../signals/identity';
import type { GroupBy } from '../signals/inventory';
import { listQueries, listRows, NGINX_LISTS, PLAIN_LOKI } from '../signals/nginx/lists';
import { EVERYTHING, type Scope } from '../signals/scope';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { sourceFor, type InstallationCache } from './installation';
import { rangeText } from './plan';
import type { Choice } from './query';

/** More values than this nobody chooses from; a search or a scope makes them fewer. */
const MOST_CHOICES = 5000;

/** Virtual hosts are read from the log itself: of this much of the range's end. */
const VIRTUAL_HOSTS_MS = 15 * 60_000;

const PROPERTY: Partial<Record<Choice, GroupBy>> = {
  hosts: 'host',
  projects: 'project',
  services: 'service',
  images: 'image',
  namespaces: 'namespace',
};

/** The values that a part of a scope can be chosen from, in order. Containers are written `host/name`. Rejects with a Problem. */
export async function loadChoices(
  installations: InstallationCache,
  choice: Choice,
  scope: Scope,
  range: { from: number; to: number },
  signal?: AbortSignal
): Promise<string[]> {
  const known = await installations.get();
  const { conventions } = known.installation;
  const property = PROPERTY[choice];
  if (property) {
    const source = sourceFor('metrics', known);
    return (await loadPropertyChoices(source, conventions, property, range, scope, signal)).slice(0, MOST_CHOICES);
  }
  if (choice === 'containers') {
    const context = { conventions, scope, window: TABLE_WINDOW, range: eventsWindow(range) };
    const samples = await queryInstant(sourceFor('metrics', known), containersSeen(context), range.to, signal);
    return [...new Set(samples.map(({ labels }) => containerText(containerOf(conventions, labels))))]
      .sort()
      .slice(0, MOST_CHOICES);
  }
  const list = NGINX_LISTS.virtualHosts;
  const withNginx = await installations.withNginx(range.to);
  if (!list.applies(withNginx)) {
    return [];
  }
  const from = Math.max(range.from, range.to - VIRTUAL_HOSTS_MS);
  const context = {
    conventions: withNginx,
    scope: { ...EVERYTHING, hosts: scope.hosts },
    window: TABLE_WINDOW,
    range: rangeText({ from, to: range.to }),
  };
  const { exact } = listQueries(list, context, PLAIN_LOKI, MOST_CHOICES);
  const samples = await queryLogInstant(sourceFor('logs', known), exact, range.to, signal);
  return listRows(list, context, samples)
    .map(({ values: [name = ''] }) => name)
    .filter((name) => name !== '')
    .sort();
}

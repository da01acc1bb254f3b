import { labelTitle } from '../../src/datasource/naming';
import { NGINX_DIMENSIONS } from '../../src/datasource/dimensions';
import { isNginx, type Plan } from '../../src/datasource/plan';
import { hostSystemOf } from '../../src/signals/grouping';
import type { Conventions } from '../../src/signals/conventions';
import { containerLabels } from '../../src/signals/identity';
import { groupLabels } from '../../src/signals/inventory';
import { resultLabel } from '../../src/signals/nginx/nginxSignal';
import { streamLabels } from '../../src/signals/streams';

/** The labels of a plan's series as the servers call them, in the order in which they are told. */
function rawLabels({ signal, conventions, by, context }: Plan): string[] {
  if (by === 'all') {
    return [];
  }
  if (isNginx(signal)) {
    const own = NGINX_DIMENSIONS.filter((dimension) => signal.id === `nginx.requests.${dimension}`);
    return [...own, ...(context.by ?? [])].map((dimension) => resultLabel(conventions, dimension));
  }
  if (signal.source === 'logs') {
    return by === 'host' ? streamLabels(conventions).slice(0, 1) : streamLabels(conventions);
  }
  const host = hostSystemOf(signal) === 'hosts' ? conventions.hosts.host : conventions.containers.host;
  switch (signal.subject) {
    case 'container':
    case 'pod':
      return by === undefined ? containerLabels(conventions) : groupLabels(conventions, by);
    case 'file system':
      return by === undefined ? [host, 'mountpoint'] : [host];
    case 'target':
      return ['job', 'instance'];
    default:
      return [host];
  }
}

/** A legend as Prometheus and Loki take it: the words of the house become the labels of the installation. */
export function plainLegend(plan: Plan, legend: string | undefined): string {
  const { containers: c } = plan.conventions;
  if (legend) {
    const words: Record<string, string | undefined> = {
      host: c.host,
      container: c.name,
      project: c.project,
      service: c.service,
      image: c.image,
    };
    return legend.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, word: string) => `{{${words[word] ?? word}}}`);
  }
  const labels = rawLabels(plan);
  return labels.length > 0 ? labels.map((label) => `{{${label}}}`).join('/') : plan.signal.title;
}

/** What the columns of a plain table are called, by the labels of the installation. */
export function labelTitles(conventions: Conventions): Record<string, string> {
  const { containers: c, hosts } = conventions;
  const words: Array<[string | undefined, string]> = [
    [hosts.host, 'host'],
    [c.host, 'host'],
    [c.name, 'container'],
    [c.namespace, 'namespace'],
    [c.pod, 'pod'],
    [c.project, 'project'],
    [c.service, 'service'],
    [c.image, 'image'],
    ['finding', 'finding'],
    ['severity', 'severity'],
  ];
  const nginx = conventions.nginx
    ? NGINX_DIMENSIONS.map((dimension): [string, string] => [resultLabel(conventions, dimension), dimension])
    : [];
  return Object.fromEntries(
    [...nginx, ...words].flatMap(([label, word]) => (label ? [[label, labelTitle(word)]] : []))
  );
}

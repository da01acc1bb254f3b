import type { Conventions } from '../signals/conventions';
import { hostOf } from '../signals/hostNames';
import { containerOf, type Labels } from '../signals/identity';
import type { ContainerRef } from '../signals/scope';
import { containerOfStream } from '../signals/streams';

/** What somebody looks at elsewhere in Grafana: the labels of its data, and the text of its queries. */
export interface Seen {
  labels: readonly Labels[];
  expressions: readonly string[];
  /** The uids of the data sources that are asked. */
  sources?: readonly string[];
  /** True where it is lines, not numbers. */
  logs?: boolean;
}

/** The place in Quayside that is about the same. */
export type Place =
  | { page: 'container'; container: ContainerRef }
  | { page: 'logs'; containers: ContainerRef[] }
  | { page: 'nginx' }
  | { page: 'containers'; hosts: string[]; search?: string }
  | { page: 'overview' };

const SELECTOR = /\{([^{}]*)\}/g;
const EQUALS = /([a-zA-Z_]\w*)\s*=~?\s*"((?:[^"\\]|\\.)*)"/g;

/** The labels that the selectors of a query name with one plain value. */
export function labelsIn(expression: string): Labels[] {
  return [...expression.matchAll(SELECTOR)].map(([, body = '']) =>
    Object.fromEntries(
      [...body.matchAll(EQUALS)]
        .map(([, label = '', value = '']): [string, string] => [label, value.replace(/\\(.)/g, '$1')])
        // A choice or a variable names no one.
        .filter(([, value]) => value !== '' && !/[|*+()[\]$^?]/.test(value))
    )
  );
}

const known = (container: ContainerRef | undefined) =>
  container !== undefined && container.name !== '' && container.host !== '';

function distinct(containers: readonly ContainerRef[]): ContainerRef[] {
  return [...new Map(containers.map((one) => [JSON.stringify(one), one])).values()];
}

/** Labels in the words of the house, as the bundled data source gives them. */
function inOwnWords({ host, container, namespace, pod }: Labels): ContainerRef | undefined {
  return host && container
    ? { host, name: container, ...(namespace ? { namespace } : {}), ...(pod ? { pod } : {}) }
    : undefined;
}

/** Where in Quayside to look at something, by its labels under these conventions. */
export function placeOf(conventions: Conventions, { labels, expressions, logs = false }: Seen): Place {
  const { containers: c } = conventions;
  const all = [...labels, ...expressions.flatMap(labelsIn)];
  const found = distinct(
    all.flatMap((one) => {
      const candidates = [
        ...(one[c.name] ? [containerOf(conventions, one)] : []),
        containerOfStream(conventions, one),
        inOwnWords(one),
      ];
      return candidates.filter((container): container is ContainerRef => known(container)).slice(0, 1);
    })
  );
  if (logs && found.length > 0) {
    return { page: 'logs', containers: found };
  }
  const [only, ...others] = found;
  if (only && others.length === 0) {
    return { page: 'container', container: only };
  }
  if (isNginx(conventions, all) || expressions.some((text) => text.includes('nginx'))) {
    return { page: 'nginx' };
  }
  const hosts = [
    ...new Set([
      ...found.map(({ host }) => host),
      ...all.flatMap((one) => (one[c.host] ? [hostOf(conventions, 'containers', one[c.host] ?? '')] : [])),
    ]),
  ];
  const search = all.map((one) => one[c.name]).find((name) => name !== undefined);
  return hosts.length > 0 || search !== undefined
    ? { page: 'containers', hosts, ...(search !== undefined && found.length === 0 ? { search } : {}) }
    : { page: 'overview' };
}

function isNginx({ nginx }: Conventions, labels: readonly Labels[]): boolean {
  const matchers = nginx?.access.matchers ?? [];
  return (
    matchers.length > 0 &&
    labels.some((one) => matchers.every(({ label, op, value }) => op === '=' && one[label] === value))
  );
}

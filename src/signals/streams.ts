import type { Conventions } from './conventions';
import { exactParts } from './exactParts';
import { hostMatchers, hostOf, rawHostRegex } from './hostNames';
import type { Labels } from './identity';
import { streams } from './logql';
import { anyOf, escapeRegex, quote, type Matcher } from './promql';
import type { ContainerRef, Scope } from './scope';

function distinct(values: Array<string | undefined>): string[] {
  return [...new Set(values.filter((value): value is string => value !== undefined && value !== ''))];
}

/** What is said, empty or not. */
function told(values: Array<string | undefined>): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function literals(template: string): [string, string, string] {
  const [before = '', between = '', after = ''] = template.split(/\{host\}|\{container\}/);
  return [before, between, after];
}

/** Parts of a scope that are asked by a label of its own. */
type Part = 'namespaces' | 'projects' | 'services' | 'images';

/** The labels of streams that tell the parts of a scope; no shipper notes the image. */
function partLabels({ logs }: Conventions): Partial<Record<Part, string | undefined>> {
  return logs.shape === 'combined'
    ? {}
    : { namespaces: logs.namespace, projects: logs.project, services: logs.service };
}

/**
 * The parts of a scope that the streams cannot be asked for, as none of their labels tells: `streamsOf` is wider than the
 * scope by these, which whoever shows the lines has to say.
 */
export function unheeded(conventions: Conventions, scope: Scope): Part[] {
  const labels = partLabels(conventions);
  const parts: readonly Part[] = ['namespaces', 'projects', 'services', 'images'];
  return parts.filter((part) => (scope[part] ?? []).length > 0 && labels[part] === undefined);
}

/** The Loki stream selector of the scope's containers, whichever way the streams name them; see `unheeded`. */
export function streamsOf(conventions: Conventions, scope: Scope): string {
  const { logs } = conventions;
  return streams(streamMatchers(conventions, scope), logs.shape === 'combined' ? logs.label : logs.container);
}

/** The same as matchers: for series that were made of streams, and have their labels. */
export function streamMatchers(conventions: Conventions, scope: Scope): Matcher[] {
  const { logs } = conventions;
  const refs = scope.containers ?? [];
  const hosts = refs.length > 0 ? distinct(refs.map(({ host }) => host)) : [...(scope.hosts ?? [])];
  if (logs.shape === 'combined') {
    const [before, between, after] = literals(logs.template).map(escapeRegex) as [string, string, string];
    const whole = (host: string, name: string) => before + host + between + name + after;
    const raw = (host: string) => rawHostRegex(conventions, 'logs', host);
    const anyName = scope.search ? `(?i:.*${escapeRegex(scope.search)}.*)` : '.+';
    const values =
      refs.length > 0
        ? refs.map(({ host, name }) => whole(raw(host), escapeRegex(name)))
        : (hosts.length > 0 ? hosts.map(raw) : ['.+']).map((host) => whole(host, anyName));
    return [...logs.matchers, { label: logs.label, op: '=~', value: values.join('|') }];
  }
  const matchers: Matcher[] = [...logs.matchers, ...hostMatchers(conventions, 'logs', logs.host, hosts)];
  const fields: Array<[string | undefined, string[]]> = [
    [logs.namespace, distinct(refs.map(({ namespace }) => namespace))],
    [logs.pod, distinct(refs.map(({ pod }) => pod))],
  ];
  for (const [label, values] of fields) {
    if (label && values.length > 0) {
      matchers.push(anyOf(label, values));
    }
  }
  const names = distinct(refs.map(({ name }) => name));
  if (names.length > 0) {
    // The Docker API, and shippers that copy from it, write a slash before a container's name.
    matchers.push({ label: logs.container, op: '=~', value: `/?(?:${names.map(escapeRegex).join('|')})` });
  }
  for (const [part, label] of Object.entries(partLabels(conventions))) {
    const values = scope[part as Part] ?? [];
    if (label && values.length > 0) {
      matchers.push(anyOf(label, values));
    }
  }
  if (scope.search && refs.length === 0) {
    matchers.push({ label: logs.container, op: '=~', value: `(?i:.*${escapeRegex(scope.search)}.*)` });
  }
  return matchers;
}

/**
 * Several containers become one expression for each label, which lets through other pairs of the same hosts and names.
 * This stage, to stand behind the selector, drops those; nothing where there can be none.
 */
export function pairStage(conventions: Conventions, refs: readonly ContainerRef[]): string[] {
  const { logs } = conventions;
  const parts = logs.shape === 'combined' ? [] : exactParts({ containers: refs });
  if (logs.shape === 'combined' || parts.length < 2) {
    return [];
  }
  const one = ({ containers = [] }: Scope) => {
    const { host, namespace, pod, container } = logs;
    const tests: Array<[string | undefined, string[]]> = [
      [host, told(containers.map((ref) => ref.host)).map((name) => rawHostRegex(conventions, 'logs', name))],
      [namespace, told(containers.map((ref) => ref.namespace)).map(escapeRegex)],
      [pod, told(containers.map((ref) => ref.pod)).map(escapeRegex)],
      [container, told(containers.map((ref) => ref.name)).map((name) => `/?${escapeRegex(name)}`)],
    ];
    const written = tests.flatMap(([label, values]) =>
      label && values.length > 0 ? [`${label}=~${quote(values.join('|'))}`] : []
    );
    return `(${written.join(' and ')})`;
  };
  return [`| ${parts.map(one).join(' or ')}`];
}

/** The lines of exactly the scope's containers: `streamsOf` with what drops those of others. Not for Loki's index, which takes selectors. */
export function exactStreams(conventions: Conventions, scope: Scope): string {
  return [streamsOf(conventions, scope), ...pairStage(conventions, scope.containers ?? [])].join(' ');
}

/** The labels of a stream that name its container: what to group log counts by. */
export function streamLabels({ logs }: Conventions): string[] {
  return logs.shape === 'combined'
    ? [logs.label]
    : [logs.host, logs.namespace, logs.pod, logs.container].filter((l): l is string => l !== undefined);
}

/**
 * Log counts by stream, put together by the host as Loki calls it; nothing where streams name no host. A combined label is
 * taken apart after the lines are counted: over the few series, not over every line.
 * @param combine an aggregation such as `sum`
 */
export function combineByHost({ logs }: Conventions, byStream: string, combine: string): string | undefined {
  if (logs.shape === 'labels') {
    return logs.host ? `${combine} by (${logs.host}) (${byStream})` : undefined;
  }
  const [before, between] = literals(logs.template).map(escapeRegex) as [string, string, string];
  // `\x24` is `$`, which Grafana would take for a variable.
  const host = `label_replace(${byStream}, "host", "\\x24{1}", "${logs.label}", ${quote(`${before}(.+?)${between}.+`)})`;
  return `${combine} by (host) (${host})`;
}

/** The container that a stream belongs to; nothing where the stream's labels do not say. */
export function containerOfStream(conventions: Conventions, labels: Labels): ContainerRef | undefined {
  const { logs } = conventions;
  if (logs.shape === 'combined') {
    const [before, between, after] = literals(logs.template).map(escapeRegex) as [string, string, string];
    // The host is taken as short as can be: a container's name may hold the separator, a host's cannot.
    const match = new RegExp(`^${before}(.+?)${between}(.+)${after}$`, 's').exec(labels[logs.label] ?? '');
    return match ? { host: hostOf(conventions, 'logs', match[1] ?? ''), name: match[2] ?? '' } : undefined;
  }
  const name = labels[logs.container]?.replace(/^\//, '');
  if (!name) {
    return undefined;
  }
  const ref: ContainerRef = { host: hostOf(conventions, 'logs', logs.host ? (labels[logs.host] ?? '') : ''), name };
  if (logs.namespace) {
    ref.namespace = labels[logs.namespace] ?? '';
  }
  if (logs.pod) {
    ref.pod = labels[logs.pod] ?? '';
  }
  return ref;
}

/**
 * The streams of the container whose name `field` has where a link is followed: Grafana fills it in. In backquotes, in which
 * what it escapes stays as it is. Of a combined label, those of every host.
 */
export function linesOfField({ logs }: Conventions, field: string): string {
  const name = `\${${field}:regex}`;
  if (logs.shape === 'labels') {
    return `{${logs.container}=~\`/?${name}\`}`;
  }
  const [before, between, after] = literals(logs.template).map(escapeRegex) as [string, string, string];
  return `{${logs.label}=~\`${before}.+?${between}${name}${after}\`}`;
}

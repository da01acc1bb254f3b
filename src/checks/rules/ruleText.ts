import type { Conventions } from '../../signals/conventions';
import { hostOf, type HostSystem } from '../../signals/hostNames';
import { escapeRegex } from '../../signals/promql';
import type { Unit } from '../../signals/signal';

/** Who expands the templates in a rule's texts. Loki's ruler is Prometheus' code. */
export type Dialect = 'prometheus' | 'grafana';

/** A part of a text that is known only when the rule fires. */
export type TextPart =
  | string
  /** A label of the alert; `query`: escaped for the query part of an address. */
  | { label: string; as?: 'query' }
  /** The value that the check compares. */
  | { value: Unit }
  /** The host's one name, from a label that names it in `system`. */
  | { host: string; system: HostSystem; conventions: Conventions }
  /** Only where the alert has this label. */
  | { when: string; text: RuleText }
  /** Grafana's own address, without a slash at its end. Known to Grafana alone. */
  | { root: true };

/** A text with parts that are known only when the rule fires. */
export type RuleText = readonly TextPart[];

/** A string literal of Go's templates: JSON's escapes are Go's too. */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** Text that stands for itself: two braces would begin a template. */
function plain(text: string): string {
  return text.replace(/\{\{/g, '{{ "{{" }}');
}

/** A label that the alert may lack: by `index` it is then empty in all three, by its name alone not in Grafana. */
const labelOf = (name: string) => `(index $labels ${literal(name)})`;

/** How a value reads. Functions that Prometheus, Loki's ruler and Grafana have in common; `printf` is Go's own. */
const PIPES: Record<Unit, [pipe: string, suffix: string]> = {
  cores: ['printf "%.2f"', ' cores'],
  ratio: ['humanizePercentage', ''],
  bytes: ['humanize1024', 'B'],
  'bytes per second': ['humanize1024', 'B/s'],
  'packets per second': ['humanize', ' packets/s'],
  'requests per second': ['humanize', ' requests/s'],
  'lines per second': ['humanize', ' lines/s'],
  seconds: ['humanizeDuration', ''],
  'seconds per second': ['humanizePercentage', ''],
  'per second': ['humanize', '/s'],
  milliseconds: ['humanize', ' ms'],
  microseconds: ['humanize', ' µs'],
  nanoseconds: ['humanize', ' ns'],
  percent: ['printf "%.4g"', '%'],
  celsius: ['printf "%.1f"', ' °C'],
  'unix seconds': ['humanizeTimestamp', ''],
  count: ['humanize', ''],
  state: ['printf "%.0f"', ''],
  load: ['printf "%.2f"', ''],
};

/** A number in a template. Below 1 `humanize` writes thousandths as `m`, which people take for millions. */
function written(number: string, pipe: string): string {
  return pipe === 'humanize'
    ? `{{ if lt ${number} 1.0 }}{{ ${number} | printf "%.3g" }}{{ else }}{{ ${number} | humanize }}{{ end }}`
    : `{{ ${number} | ${pipe} }}`;
}

function value(unit: Unit, dialect: Dialect): string {
  const [pipe, suffix] = PIPES[unit];
  return dialect === 'prometheus'
    ? `${written('$value', pipe)}${suffix}`
    : // Where the query failed or found nothing there is no value, and the alert says so by itself.
      `{{ with $values.A }}${written('.Value', pipe)}${suffix}{{ end }}`;
}

/** A name with a port: one colon, or one after brackets. An IPv6 address without brackets stays whole, as in `hostOf`. */
const WITH_PORT = '^([^:]+|[[].*[]]):[0-9]+$';
const IP = '^([0-9]+([.][0-9]+){3}|.*:.*:.*)$';

/** The template of what `hostOf` gives for a label, in the functions that all three have. */
function host(label: string, system: HostSystem, conventions: Conventions): string {
  const { aliases, hostNames, logs } = conventions;
  let raw = labelOf(label);
  if (system === 'logs' && logs.shape === 'combined') {
    const [before = '', between = '', after = ''] = logs.template.split(/\{host\}|\{container\}/).map(escapeRegex);
    raw = `(reReplaceAll ${literal(`^${before}(.+?)${between}.+${after}$`)} "\${1}" ${raw})`;
  }
  const withoutPort = hostNames === 'as-is' ? raw : `(reReplaceAll ${literal(WITH_PORT)} "\${1}" ${raw})`;
  // What the rule makes of a name needs no alias.
  const byRule = (name: string) => hostOf({ ...conventions, aliases: [] }, system, name);
  const named = aliases.flatMap((alias) =>
    (alias[system] ?? []).filter((name) => byRule(name) !== alias.host).map((name) => ({ name, host: alias.host }))
  );
  if (named.length === 0 && hostNames !== 'strip-port-and-domain') {
    return `{{ ${withoutPort} }}`;
  }
  const parts = [`{{ $host := ${withoutPort} }}`];
  if (hostNames === 'strip-port-and-domain') {
    parts.push(`{{ if not (match ${literal(IP)} $host) }}{{ $host = reReplaceAll "[.].*$" "" $host }}{{ end }}`);
  }
  // The raw name counts before the one without its port, and the first alias before others.
  const choices = ['$raw', '$host'].flatMap((on) =>
    named.map((alias) => `if eq ${on} ${literal(alias.name)} }}{{ $host = ${literal(alias.host)} }}`)
  );
  if (choices.length > 0) {
    parts.unshift(`{{ $raw := ${raw} }}`);
    parts.push(`{{ ${choices.join('{{ else ')}{{ end }}`);
  }
  return `${parts.join('')}{{ $host }}`;
}

function part(one: TextPart, dialect: Dialect): string {
  if (typeof one === 'string') {
    return plain(one);
  }
  if ('label' in one) {
    return `{{ ${labelOf(one.label)}${one.as === 'query' ? ' | urlquery' : ''} }}`;
  }
  if ('value' in one) {
    return value(one.value, dialect);
  }
  if ('when' in one) {
    return `{{ if ${labelOf(one.when)} }}${renderText(one.text, dialect)}{{ end }}`;
  }
  if ('root' in one) {
    if (dialect !== 'grafana') {
      throw new Error('Only Grafana knows its own address: give it as grafanaUrl');
    }
    return '{{ reReplaceAll "/$" "" externalURL }}';
  }
  return host(one.host, one.system, one.conventions);
}

/** The text as `dialect` writes it. @throws where a part is known to Grafana alone. */
function renderText(text: RuleText, dialect: Dialect): string {
  return text.map((one) => part(one, dialect)).join('');
}

/** All texts of a rule, by name. */
export function renderTexts(texts: Readonly<Record<string, RuleText>>, dialect: Dialect): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, renderText(text, dialect)]));
}

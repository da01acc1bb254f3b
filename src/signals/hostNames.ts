import type { Conventions } from './conventions';
import { escapeRegex, quote, type Matcher } from './promql';

/** The three systems that each may call one host differently. */
export type HostSystem = 'containers' | 'hosts' | 'logs';

const IP = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:]+\]|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*)$/i;

function strip(raw: string, how: Conventions['hostNames']): string {
  if (how === 'as-is') {
    return raw;
  }
  const withoutPort = IP.test(raw) ? raw : raw.replace(/:\d+$/, '');
  if (how === 'strip-port' || IP.test(withoutPort)) {
    return withoutPort;
  }
  return withoutPort.replace(/\..*$/, '');
}

/** The host's one name, from the name that `system` gives it: `web-1` for `10.0.0.5:8080` or `web-1:9100`. */
export function hostOf(conventions: Conventions, system: HostSystem, raw: string): string {
  const named = conventions.aliases.find((alias) => alias[system]?.includes(raw));
  if (named) {
    return named.host;
  }
  const stripped = strip(raw, conventions.hostNames);
  return conventions.aliases.find((alias) => alias[system]?.includes(stripped))?.host ?? stripped;
}

/**
 * The RE2 expression of every raw name that `hostOf` maps to `host` in `system`: those that an alias lists, and those
 * that the rule of `hostNames` makes into it, unless another host has that name for an alias.
 */
export function rawHostRegex(conventions: Conventions, system: HostSystem, host: string): string {
  const { aliases, hostNames } = conventions;
  const listed = aliases.filter((alias) => alias.host === host).flatMap((alias) => alias[system] ?? []);
  const taken = aliases.some((alias) => alias.host !== host && alias[system]?.includes(host));
  const names = [...new Set([...listed, ...(taken ? [] : [host])])];
  // Without a name of its own in this system no raw name is the host's: its own is then asked for, in vain.
  const patterns = (names.length > 0 ? names : [host]).map((name) => {
    const domain = hostNames === 'strip-port-and-domain' && !IP.test(name) ? '(?:\\..*)?' : '';
    return escapeRegex(name) + domain;
  });
  const body = patterns.length === 1 ? (patterns[0] ?? '') : `(?:${patterns.join('|')})`;
  return hostNames === 'as-is' ? body : `${body}(?::[0-9]+)?`;
}

/** The matcher of `label` for a choice of hosts, or nothing for all of them. */
export function hostMatchers(
  conventions: Conventions,
  system: HostSystem,
  label: string | undefined,
  hosts: readonly string[] | undefined
): Matcher[] {
  if (!label || !hosts || hosts.length === 0) {
    return [];
  }
  return [{ label, op: '=~', value: hosts.map((host) => rawHostRegex(conventions, system, host)).join('|') }];
}

/** What the rule of `hostNames` keeps of a raw name, as the first group of an RE2 expression. */
const KEPT: Record<Conventions['hostNames'], string> = {
  'as-is': '(.*)',
  'strip-port': '(.*?)(?::[0-9]+)?',
  // An address has no domain to cut.
  'strip-port-and-domain': '([0-9.]+|[^.]*)(?:[.].*?)?(?::[0-9]+)?',
};

const RAW = 'quayside_raw';

/**
 * `expr` with the host's one name, as `hostOf` has it, in the label `into`, from the raw name in `label`. It leaves a label
 * of its own behind: aggregate by those that are wanted.
 */
export function withHostName(
  conventions: Conventions,
  system: HostSystem,
  label: string,
  expr: string,
  into: string
): string {
  const replace = (text: string, to: string, replacement: string, from: string, regex: string) =>
    `label_replace(${text}, "${to}", ${replacement}, "${from}", ${quote(regex)})`;
  // `\x24` is `$`, which Grafana would take for a variable.
  const raw = replace(expr, RAW, '"\\x24{1}"', label, '(.*)');
  const stripped = replace(raw, into, '"\\x24{1}"', RAW, KEPT[conventions.hostNames]);
  return conventions.aliases
    .filter((alias) => alias[system]?.length)
    .reduce(
      (text, { host }) =>
        replace(text, into, quote(host.replace(/\$/g, '$$$$')), RAW, rawHostRegex(conventions, system, host)),
      stripped
    );
}

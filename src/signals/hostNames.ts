import type { Conventions } from './conventions';
import { escapeRegex, type Matcher } from './promql';

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
 * The RE2 expression of every raw name that `hostOf` maps to `host` in `system`.
 * An alias lists its raw names; without one, the rule of `hostNames` is turned round.
 */
export function rawHostRegex(conventions: Conventions, system: HostSystem, host: string): string {
  const listed = conventions.aliases.find((alias) => alias.host === host)?.[system];
  const names = listed && listed.length > 0 ? listed : [host];
  const bodies = names.map(escapeRegex);
  const body = bodies.length === 1 ? bodies[0] : `(?:${bodies.join('|')})`;
  if (conventions.hostNames === 'as-is') {
    return `${body}`;
  }
  const domain = conventions.hostNames === 'strip-port-and-domain' && !IP.test(host) ? '(?:\\.[^:]*)?' : '';
  return `${body}${domain}(?::[0-9]+)?`;
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

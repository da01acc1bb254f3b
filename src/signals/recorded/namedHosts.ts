import { escapeRegex, type Matcher } from '../promql';
import { HOSTS_LABEL } from './labels';
import { OTHER } from './other';

/** Mimir refuses samples with a label that is longer than 2048 bytes. */
const LONGEST_LABEL = 2000;

const SEPARATOR = ' ';

/** A name without what separates them, and in ASCII: its length is then that of its bytes. */
const written = (name: string) => encodeURIComponent(name);

const isWellFormed = (name: string) => !/\p{Surrogate}/u.test(name);

/**
 * The virtual hosts of these that are recorded by name, in order of their names. Those that no label has room for, and one
 * that is called as all others together are, are among the others.
 * @param wanted the more important first
 */
export function namedHosts(wanted: readonly string[]): string[] {
  const names: string[] = [];
  let length = 0;
  const able = wanted.filter((name) => name !== '' && name !== '-' && name !== OTHER && isWellFormed(name));
  for (const name of new Set(able)) {
    length += written(name).length + SEPARATOR.length;
    if (length > LONGEST_LABEL) {
      break;
    }
    names.push(name);
  }
  return names.sort();
}

/** Which virtual hosts are recorded by name, as the value of one label: whoever reads later has to know since when. */
export function hostsText(names: readonly string[]): string {
  return names.map(written).join(SEPARATOR);
}

/** The virtual hosts that such a label names. */
export function hostsOfText(text: string): string[] {
  return text.split(SEPARATOR).flatMap((name) => {
    try {
      return name === '' ? [] : [decodeURIComponent(name)];
    } catch {
      // Not written by these rules.
      return [];
    }
  });
}

/** What heartbeats match while a virtual host is recorded by name. */
export function whileNamed(name: string): Matcher {
  return { label: HOSTS_LABEL, op: '=~', value: `(?:.* )?${escapeRegex(written(name))}(?: .*)?` };
}

import { quote } from './promql';

/** A label that holds the value of a key while a query runs. */
export interface LogfmtPair {
  as: string;
  key: string;
}

/** The name that Loki makes of a key: it writes and compares keys so. */
function sanitized(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=[0-9])/, '_');
}

/**
 * The stages that read keys of logfmt, each under a label of one's own.
 *
 * In metric queries Loki (3.7.8, and before) extracts a key only if the key itself, not the label that it is given, is
 * asked for elsewhere in the query; a count with a condition on the label is then 0 without a word. A condition on the
 * key's own name, which everything meets, asks for it.
 */
export function logfmtStages(pairs: readonly LogfmtPair[]): string[] {
  if (pairs.length === 0) {
    return [];
  }
  const read = pairs.map(({ as, key }) => `${as}=${quote(sanitized(key))}`);
  const asked = [...new Set(pairs.filter(({ as, key }) => as !== sanitized(key)).map(({ key }) => sanitized(key)))];
  return [`| logfmt ${read.join(', ')}`, ...asked.map((key) => `| ${key} != ${quote('\u0000')}`)];
}

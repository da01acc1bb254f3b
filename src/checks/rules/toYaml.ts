import { stringify } from 'yaml';

/**
 * YAML that people read and servers load: long expressions on one line, several lines as a block, nothing by reference (a
 * rule that is moved to another file must still mean the same).
 */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What becomes of one rule when the wanted ones take the place of those that are installed. */
export interface RuleChange<T> {
  kind: 'added' | 'changed' | 'removed' | 'same' | 'foreign';
  id: string;
  installed?: T;
  wanted?: T;
  /** Paths of what differs, such as `labels.severity`, with the texts of both; what one of them lacks is undefined. */
  fields: Array<{ path: string; installed: string | undefined; wanted: string | undefined }>;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(installed: unknown, wanted: unknown, path: string): RuleChange<unknown>['fields'] {
  if (isRecord(installed) && isRecord(wanted)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(installed)])];
    return keys.flatMap((key) => fieldsOf(installed[key], wanted[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(installed) && Array.isArray(wanted) && installed.length === wanted.length) {
    return wanted.flatMap((one, index) => fieldsOf(installed[index], one, `${path}[${index}]`));
  }
  return text(installed) === text(wanted) ? [] : [{ path, installed: text(installed), wanted: text(wanted) }];
}

export interface DiffOptions<T> {
  idOf: (rule: T) => string;
  isOurs: (rule: T) => boolean;
  /** What of a rule counts: servers add fields of their own, and write durations in their way. */
  compared: (rule: T) => unknown;
}

/**
 * What installing `wanted` changes. Foreign rules are named and stay; ours that nobody wants any more are removed. Order
 * counts for nothing.
 */
export function ruleDiff<T>(
  installed: readonly T[],
  wanted: readonly T[],
  { idOf, isOurs, compared }: DiffOptions<T>
): Array<RuleChange<T>> {
  const there = new Map(installed.filter(isOurs).map((rule) => [idOf(rule), rule]));
  const changes = wanted.map((rule): RuleChange<T> => {
    const id = idOf(rule);
    const old = there.get(id);
    there.delete(id);
    if (!old) {
      return { kind: 'added', id, wanted: rule, fields: [] };
    }
    const fields = fieldsOf(compared(old), compared(rule), '');
    return { kind: fields.length > 0 ? 'changed' : 'same', id, installed: old, wanted: rule, fields };
  });
  const removed = [...there].map(([id, rule]): RuleChange<T> => ({ kind: 'removed', id, installed: rule, fields: [] }));
  const foreign = installed
    .filter((rule) => !isOurs(rule))
    .map((rule): RuleChange<T> => ({ kind: 'foreign', id: idOf(rule), installed: rule, fields: [] }));
  return [...changes, ...removed, ...foreign];
}

const OFFSETS = [0x811c9dc5, 0x1b873593];
const PRIME = 0x01000193;

/** A short name of a text, the same in every browser: two 32-bit FNV-1a hashes. It guards nothing. */
export function hashOf(text: string): string {
  return OFFSETS.map((offset) => {
    let hash = offset;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), PRIME) >>> 0;
    }
    return hash.toString(16).padStart(8, '0');
  }).join('');
}

/**
 * One text for what is the same JSON, in whatever order its fields are written: Grafana gives settings back with theirs sorted.
 * Gives nothing for what JSON does not have.
 */
export function canonicalJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one
  );
}

/** A short name of a value, the same for the same JSON. */
export const hashOfValue = (value: unknown): string => hashOf(canonicalJson(value) ?? '');

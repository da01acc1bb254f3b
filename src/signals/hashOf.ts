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

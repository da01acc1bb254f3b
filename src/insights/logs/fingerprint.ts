const GAP = '<_>';

const REPLACED: ReadonlyArray<[RegExp, string]> = [
  // What stands between quotes is data; so are the quotes of one word, but no apostrophe is a quote.
  [/"(?:[^"\\]|\\.)*"/g, `"${GAP}"`],
  [/(^|[\s(=:[,])'(?:[^'\\]|\\.)*'/g, `$1'${GAP}'`],
  [/`[^`]*`/g, `\`${GAP}\``],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, GAP],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, GAP],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, GAP],
  [/\b0x[0-9a-f]+\b/gi, GAP],
  // Hexadecimal names of things have a digit somewhere; words do not.
  [/\b(?=[a-f]*\d)[0-9a-f]{6,}\b/gi, GAP],
  [/[+-]?\d+(?:[.,]\d+)*/g, GAP],
];

/** A message without what differs each time: quoted parts, ids, addresses and numbers. */
export function normaliseMessage(message: string): string {
  return REPLACED.reduce((text, [pattern, by]) => text.replace(pattern, by), message)
    .replace(/<_>(?:[-:./,]?<_>)+/g, GAP)
    .replace(/\s+/g, ' ')
    .trim();
}

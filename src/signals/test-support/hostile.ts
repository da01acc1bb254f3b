import fc from 'fast-check';

/** Names that are legal somewhere, and break what is put together carelessly. */
export const HOSTILE: readonly string[] = [
  '"',
  "'",
  '`',
  '\\',
  '\\\\"',
  '\n',
  '\r\n',
  '\u0000',
  '\u007f',
  '\t',
  '$__range',
  '$__rate_interval',
  '${x}',
  '${x:regex}',
  '[[x]]',
  '[[x:raw]]',
  '{{x}}',
  '$',
  '$$',
  '[[',
  '\ud800',
  '\udc00x',
  '😀',
  '\u202eabc',
  '\u2028',
  '.*',
  '.+|',
  '(?i:a)',
  '[a-z]',
  'a{2}',
  '^a$',
  'x"} or vector(1) #',
  'x"} | json #',
  '\\x22',
  '\\Qa\\E',
  '/',
  '//a',
  ' ',
  'é',
];

/** Names of one hostile part, of several, or of anything at all. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 3 })), { maxLength: 5 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 })
);

/** A text as a server can hold it: lone surrogates have no UTF-8 form. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** What Grafana replaces in a query before it sends it. */
export const TEMPLATE_PATTERN = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\${(\w+)(?:\.([^:^}]+))?(?::([^}]+))?}/;

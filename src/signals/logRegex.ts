/** What Loki's expressions (RE2) lack, by how it is written between `(?` and the rest. */
const MISSING_GROUPS: ReadonlyArray<[RegExp, string]> = [
  [/^\(\?[=!]/, 'RE2 has no lookahead, “(?=…)” or “(?!…)”. To leave lines out, use “Without these words”.'],
  [/^\(\?<[=!]/, 'RE2 has no lookbehind, “(?<=…)” or “(?<!…)”.'],
  [/^\(\?>/, 'RE2 has no atomic groups, “(?>…)”; a plain group, “(?:…)”, does: RE2 never backtracks.'],
  [/^\(\?#/, 'RE2 has no comments, “(?#…)”.'],
  [/^\(\?\(/, 'RE2 has no conditions, “(?(1)…)”.'],
  [/^\(\?[R\d&]/, 'RE2 has no recursion.'],
];

/** Groups that RE2 knows: flags, named ones, and such that are not captured. */
const KNOWN_GROUP = /^\(\?(?:[imsU]*(?:-[imsU]+)?[:)]|P?<[A-Za-z_]\w*>)/;

/** Letters and signs that may follow a backslash. */
const KNOWN_ESCAPE =
  /^\\(?:[dDsSwWbBAzafnrtvCQE]|[pP](?:[A-Z]|\{\^?\w+\})|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]+\}|0[0-7]{0,2}|[^A-Za-z0-9])/;

const REPEAT = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/;

/** RE2 refuses to repeat anything more often. */
const MOST_REPEATS = 1000;

function escapeProblem(rest: string): string | undefined {
  if (rest.length === 1) {
    return 'It ends with a backslash, which must be followed by what it escapes. For a backslash itself write “\\\\”.';
  }
  if (/^\\[1-9]|^\\[kg]/.test(rest)) {
    return `RE2 has no references to earlier groups, “${rest.slice(0, 2)}”.`;
  }
  return KNOWN_ESCAPE.test(rest) ? undefined : `RE2 knows no “${rest.slice(0, 2)}”.`;
}

/** The length of a class such as `[^a-z]`; 0 where it has no end. */
function classLength(rest: string): number {
  return /^\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/s.exec(rest)?.[0].length ?? 0;
}

/** What Loki would refuse in a regular expression, in words; nothing where it is fine. */
export function regexProblem(text: string): string | undefined {
  let open = 0;
  // Whether there is anything that a repetition could repeat, and whether it is a repetition itself.
  let before: 'nothing' | 'something' | 'repeated' = 'nothing';
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const char = rest[0] ?? '';
    const repeat = REPEAT.exec(rest);
    if (char === '\\') {
      const problem = escapeProblem(rest);
      if (problem) {
        return problem;
      }
      before = 'something';
      at += KNOWN_ESCAPE.exec(rest)?.[0].length ?? 2;
    } else if (char === '[') {
      const length = classLength(rest);
      if (length === 0) {
        return 'A “[” has no “]”. For the sign itself write “\\[”.';
      }
      before = 'something';
      at += length;
    } else if (char === '(') {
      const missing = MISSING_GROUPS.find(([pattern]) => pattern.test(rest));
      if (missing) {
        return missing[1];
      }
      const known = KNOWN_GROUP.exec(rest)?.[0];
      if (rest.startsWith('(?') && !known) {
        return `RE2 knows no group that begins with “${rest.slice(0, 3)}”.`;
      }
      open += known?.endsWith(')') ? 0 : 1;
      before = 'nothing';
      at += known?.length ?? 1;
    } else if (char === ')') {
      open -= 1;
      if (open < 0) {
        return 'A “)” has no “(” before it. For the sign itself write “\\)”.';
      }
      before = 'something';
      at += 1;
    } else if (repeat) {
      const [whole, least, most] = repeat;
      if (before === 'nothing') {
        return `There is nothing that “${whole}” could repeat. For the sign itself write “\\${char}”.`;
      }
      if (before === 'repeated') {
        return `RE2 has no “${text.slice(at - 1, at)}${whole}”: nothing is repeated twice, and it never backtracks.`;
      }
      if (Math.max(Number(least ?? 0), Number(most || 0)) > MOST_REPEATS) {
        return `RE2 repeats nothing more than ${MOST_REPEATS} times.`;
      }
      // A question mark after it asks for as few as can be.
      at += whole.length + (text[at + whole.length] === '?' ? 1 : 0);
      before = 'repeated';
    } else {
      before = char === '|' || char === '^' ? 'nothing' : 'something';
      at += 1;
    }
  }
  return open > 0 ? 'A “(” has no “)”. For the sign itself write “\\(”.' : undefined;
}

import { lineFilter } from './logql';

/** How grave a line is. */
export type Level = 'critical' | 'error' | 'warning' | 'info' | 'debug' | 'unknown';

type Named = Exclude<Level, 'unknown'>;

/** Gravest first. */
export const LEVELS: readonly Level[] = ['critical', 'error', 'warning', 'info', 'debug', 'unknown'];

/** The words by which loggers name each level; those of syslog, Loki and the usual libraries. */
export const LEVEL_WORDS: Readonly<Record<Named, readonly string[]>> = {
  critical: ['fatal', 'critical', 'crit', 'alert', 'emerg', 'emergency', 'panic'],
  error: ['error', 'err', 'eror', 'severe', 'exception', 'traceback'],
  warning: ['warning', 'warn'],
  info: ['info', 'information', 'notice'],
  debug: ['debug', 'dbug', 'trace'],
};

/** The tens by which some loggers of Node.js write their levels: 50 is an error. */
const DIGITS: Readonly<Record<Named, readonly string[]>> = {
  critical: ['6'],
  error: ['5'],
  warning: ['4'],
  info: ['3'],
  debug: ['1', '2'],
};

const NAMED = LEVELS.filter((level): level is Named => level !== 'unknown');

const byWord = new Map<string, Level>(
  NAMED.flatMap((level) => LEVEL_WORDS[level].map((word): [string, Level] => [word, level]))
);

/** The level that a word names, in any case. */
export function levelNamed(word: string): Level | undefined {
  return byWord.get(word.toLowerCase());
}

/** Where the level of a line comes from: what Loki noted as it took the line, or the line's own words. */
export type LevelsFrom = 'detected' | 'lines';

/** The structured metadata in which Loki 3 notes a line's level. */
export const DETECTED_LEVEL = 'detected_level';

/**
 * What a line of one of these levels matches: a field that says so, or a word of its first line. A word counts in free text
 * only, where no brace, equals sign or quote stands before it: in JSON and logfmt the field has the say, an "error" in the
 * message of an informational line is none, and no more is one in the address of a request. There is no bound to where the
 * word stands, since a counted repetition makes Loki's expressions a hundred times slower.
 */
function levelPattern(levels: readonly Named[]): string {
  const words = levels.flatMap((level) => LEVEL_WORDS[level]).join('|');
  const numbers = levels.flatMap((level) => DIGITS[level]).join('');
  const field = `\\b(?:level|severity|lvl|levelname)["']?\\s*[:=]\\s*["']?(?:${words}|[${numbers}]\\d)\\b`;
  const head = `^[^{="\\n][^="\\n]*\\b(?:${words})\\b|^(?:${words})\\b`;
  return `(?i)(?:${field}|${head})`;
}

/**
 * Texts without one of which no line is of these levels. Loki looks for plain texts much faster than for expressions, and
 * most lines have none of them.
 */
function plainTexts(levels: readonly Named[]): string {
  const numbers = levels.flatMap((level) =>
    DIGITS[level].flatMap((digit) => [`"level":${digit}`, `"level": ${digit}`])
  );
  return `(?i)(?:${[...levels.flatMap((level) => LEVEL_WORDS[level]), ...numbers].join('|')})`;
}

/**
 * The levels that line filters can tell apart when these are wanted: all from the gravest to the least grave of them, since
 * filters can only be added up. `unknown` stands for itself.
 */
export function contiguousLevels(levels: readonly Level[]): Level[] {
  const places = levels.map((level) => LEVELS.indexOf(level)).sort((a, b) => a - b);
  const [first] = places;
  return first === undefined ? [] : LEVELS.slice(first, (places[places.length - 1] ?? first) + 1);
}

function filtersByLines(levels: readonly Level[]): string[] {
  const wanted = contiguousLevels(levels);
  const first = LEVELS.indexOf(wanted[0] ?? 'critical');
  const named = NAMED.filter((level) => wanted.includes(level));
  const graver = NAMED.filter((level) => LEVELS.indexOf(level) < first);
  return [
    ...(named.length > 0 && !wanted.includes('unknown')
      ? [lineFilter('|~', plainTexts(named)), lineFilter('|~', levelPattern(named))]
      : []),
    // Gravest first: a line that names two levels is of the graver.
    ...(graver.length > 0 ? [lineFilter('!~', levelPattern(graver))] : []),
  ];
}

function filtersByDetected(levels: readonly Level[]): string[] {
  const words = levels.flatMap((level) => (level === 'unknown' ? ['unknown', ''] : LEVEL_WORDS[level]));
  return [`| ${DETECTED_LEVEL}=~"(?i)(?:${words.join('|')})"`];
}

/** The stages that keep lines of these levels; none for no choice or all of them. */
export function levelFilters(levels: readonly Level[], from: LevelsFrom): string[] {
  if (levels.length === 0 || levels.length === LEVELS.length) {
    return [];
  }
  return from === 'detected' ? filtersByDetected(levels) : filtersByLines(levels);
}

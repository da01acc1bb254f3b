/** How grave a log line is. */
export type Level = 'critical' | 'error' | 'warning' | 'info' | 'debug' | 'unknown';

const WORDS: ReadonlyArray<[Level, string]> = [
  ['critical', 'fatal|critical|crit|alert|emerg|emergency|panic'],
  ['error', 'error|err|eror|severe|exception|traceback'],
  ['warning', 'warning|warn'],
  ['info', 'info|information|notice'],
  ['debug', 'debug|dbug|trace'],
];

const named = new Map(
  WORDS.flatMap(([level, words]) => words.split('|').map((word): [string, Level] => [word, level]))
);

/** `"level":"error"` of JSON and `level=error` of logfmt, also as severity or lvl. */
const FIELD = /["']?(?:level|severity|lvl|levelname)["']?\s*[:=]\s*["']?([a-zA-Z]+)/;

/** Numbers by which some loggers of Node.js write their levels. */
const NUMERIC_FIELD = /"level"\s*:\s*(\d{2})\b/;

/** Words of free text count near the line's start: an "error" deep in a sentence is often no error. */
const HEAD = 120;

const WORD_PATTERNS = WORDS.map(([level, words]): [Level, RegExp] => [level, new RegExp(`\\b(?:${words})\\b`, 'i')]);

/** The level of a line: what a label or field says, else the gravest word near its start. */
export function levelOf(line: string, labels: Readonly<Record<string, string>> = {}): Level {
  for (const label of ['level', 'detected_level', 'severity']) {
    const level = named.get((labels[label] ?? '').toLowerCase());
    if (level) {
      return level;
    }
  }
  const field = named.get((FIELD.exec(line)?.[1] ?? '').toLowerCase());
  if (field) {
    return field;
  }
  const number = Number(NUMERIC_FIELD.exec(line)?.[1] ?? NaN);
  if (number >= 10) {
    return number >= 60
      ? 'critical'
      : number >= 50
        ? 'error'
        : number >= 40
          ? 'warning'
          : number >= 30
            ? 'info'
            : 'debug';
  }
  const head = line.slice(0, HEAD);
  return WORD_PATTERNS.find(([, pattern]) => pattern.test(head))?.[0] ?? 'unknown';
}

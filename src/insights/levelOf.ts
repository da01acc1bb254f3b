import { DETECTED_LEVEL, LEVEL_WORDS, levelNamed, LEVELS, type Level } from '../signals/logLevels';

export type { Level };

/** `"level":"error"` of JSON and `level=error` of logfmt, also as severity or lvl. */
const FIELD = /["']?(?:level|severity|lvl|levelname)["']?\s*[:=]\s*["']?([a-zA-Z]+)/i;

/** Numbers by which some loggers of Node.js write their levels. */
const NUMERIC_FIELD = /"level"\s*:\s*(\d{2})\b/;

/** Words of free text count near the line's start: an "error" deep in a sentence is often no error. */
const HEAD = 120;

const WORD_PATTERNS = LEVELS.flatMap((level): Array<[Level, RegExp]> =>
  level === 'unknown' ? [] : [[level, new RegExp(`\\b(?:${LEVEL_WORDS[level].join('|')})\\b`, 'i')]]
);

/** The level of a line: what a label or field says, else the gravest word near its start. */
export function levelOf(line: string, labels: Readonly<Record<string, string>> = {}): Level {
  for (const label of ['level', DETECTED_LEVEL, 'severity']) {
    const level = levelNamed(labels[label] ?? '');
    if (level) {
      return level;
    }
  }
  if (labels[DETECTED_LEVEL]) {
    // Loki has looked and found none. Whoever counts by its note counts this line so.
    return 'unknown';
  }
  const field = levelNamed(FIELD.exec(line)?.[1] ?? '');
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

import { levelOf, type Level } from '../levelOf';
import { LEVELS } from '../../signals/logLevels';

/** A line to find patterns in. */
export interface PatternLine {
  /** Unix milliseconds. */
  time: number;
  line: string;
  labels: Readonly<Record<string, string>>;
}

/** What many lines have in common: their text, with `<_>` where they differ. */
export interface LinePattern {
  pattern: string;
  count: number;
  /** The level that most of its lines have. */
  level: Level;
  sample: string;
  /** When its lines were written, Unix milliseconds. */
  times: number[];
}

const GAP = '<_>';

/** Longer lines have the same beginning and different tails: the tail is a gap. */
const MOST_TOKENS = 120;

/** A signature is compared with this many patterns of its length and beginning; beyond, lines become patterns of their own. */
const MOST_PATTERNS = 500;

/** Two lines are the same saying when they share this much of their words. */
const SIMILAR = 0.65;

/** What stands between words. It is kept, so that a pattern is found in a line as it was written. */
const DELIMITERS = /([\s=:,;"'()[\]{}<>|/]+)/;

/** Words that are hardly ever the same twice: with a digit in them, or long and of hexadecimal digits only. */
const VARIABLE = /\d|^[0-9a-f]{12,}$/i;

/**
 * Words and what stands between them, alternately, a gap for each word that varies. Of several lines the first alone:
 * a stack trace has the pattern of what it stands under.
 */
function tokensOf(line: string): string[] {
  const [head = ''] = line.split('\n', 1);
  const tokens = head.split(DELIMITERS).map((token, index) => (index % 2 === 0 && VARIABLE.test(token) ? GAP : token));
  return tokens.length > MOST_TOKENS ? [...tokens.slice(0, MOST_TOKENS), GAP] : tokens;
}

interface Cluster {
  tokens: string[];
  lines: PatternLine[];
}

/** The name of a field says nothing of what a line means: lines of one logger have the same. */
const isKey = (tokens: readonly string[], index: number) => /^["']?\s*[:=]/.test(tokens[index + 1] ?? '');

/** The share of words that two signatures have in common, names of fields and what varies by nature left out. */
function similarity(a: readonly string[], b: readonly string[]): number {
  let words = 0;
  let same = 0;
  for (let index = 0; index < a.length; index += 2) {
    const [one, other] = [a[index], b[index]];
    if ((one === '' && other === '') || (one === GAP && other === GAP) || (one === other && isKey(a, index))) {
      continue;
    }
    words += 1;
    same += one === other ? 1 : 0;
  }
  return words === 0 ? 1 : same / words;
}

const merged = (a: readonly string[], b: readonly string[]) =>
  a.map((token, index) => (token === b[index] ? token : GAP));

/** Neighbouring gaps and what stands between them are one gap: of a time of day nothing is left but that it varies. */
function textOf(tokens: readonly string[]): string {
  return tokens
    .join('')
    .replace(/<_>(?:[^\w<]{0,3}<_>)+/g, GAP)
    .trim();
}

function commonLevel(lines: readonly PatternLine[]): Level {
  const counts = new Map<Level, number>();
  for (const { line, labels } of lines) {
    const level = levelOf(line, labels);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return LEVELS.find((level) => counts.get(level) === most) ?? 'unknown';
}

/**
 * Patterns of lines, most frequent first: a simple form of Drain (He et al., 2017). Lines are cut into words; those with
 * digits vary by nature. Lines with as many words and the same first word that are alike enough in the others belong
 * together, and where they differ there is a gap.
 */
export function findPatterns(lines: readonly PatternLine[]): LinePattern[] {
  const groups = new Map<string, Cluster[]>();
  for (const line of lines) {
    const tokens = tokensOf(line.line);
    const first = tokens.find((token, index) => index % 2 === 0 && token !== '' && token !== GAP) ?? '';
    const key = `${tokens.length} ${first}`;
    const clusters = groups.get(key) ?? [];
    groups.set(key, clusters);
    const home = clusters.find((cluster) => similarity(cluster.tokens, tokens) >= SIMILAR);
    if (home) {
      home.tokens = merged(home.tokens, tokens);
      home.lines.push(line);
    } else if (clusters.length < MOST_PATTERNS) {
      clusters.push({ tokens, lines: [line] });
    }
  }
  const byText = new Map<string, PatternLine[]>();
  for (const { tokens, lines: members } of [...groups.values()].flat()) {
    const text = textOf(tokens);
    byText.set(text, [...(byText.get(text) ?? []), ...members]);
  }
  return [...byText]
    .map(([pattern, members]): LinePattern => ({
      pattern,
      count: members.length,
      level: commonLevel(members),
      sample: members[0]?.line ?? '',
      times: members.map(({ time }) => time),
    }))
    .sort((a, b) => b.count - a.count || a.pattern.localeCompare(b.pattern));
}

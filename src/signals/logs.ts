import { levelFilters, LEVELS, type Level } from './logLevels';
import { lineFilter } from './logql';
import { escapeRegex } from './promql';
import type { Signal, SignalContext } from './signal';
import { exactStreams, streamLabels } from './streams';

/** The words by which a line says that something went wrong, in JSON, logfmt and free text alike. */
const PROBLEM_WORDS = '(?i)(\\b(error|fatal|panic|critical|exception|traceback|emerg|alert)\\b|level=(error|fatal))';

const count = (context: SignalContext, filter: string, over: string) =>
  `sum by (${streamLabels(context.conventions).join(', ')}) (${over}(${exactStreams(context.conventions, context.scope)}${filter} [${context.window}]))`;

/** Lines of one level, told by their own words: it works on any Loki, and in rules. */
const ofLevel = (level: Level) =>
  ({
    id: `container.logs.level.${level}`,
    title: `Log lines, ${level}`,
    description:
      level === 'unknown'
        ? 'Lines that name no level, a second.'
        : `Lines of the level ${level}, by a field that says so or a word near their start, a second.`,
    unit: 'lines per second',
    source: 'logs',
    subject: 'container',
    needs: [],
    query: (context) =>
      count(
        context,
        levelFilters([level], 'lines')
          .map((filter) => ` ${filter}`)
          .join(''),
        'rate'
      ),
  }) satisfies Signal;

/** Signals of logs, from Loki. */
export const LOG_SIGNALS = {
  critical: ofLevel('critical'),
  error: ofLevel('error'),
  warning: ofLevel('warning'),
  info: ofLevel('info'),
  debug: ofLevel('debug'),
  unknown: ofLevel('unknown'),
  lines: {
    id: 'container.logs.lines',
    title: 'Log lines',
    description: 'Lines that each container wrote, a second.',
    unit: 'lines per second',
    source: 'logs',
    subject: 'container',
    needs: [],
    query: (context) => count(context, '', 'rate'),
  },
  problems: {
    id: 'container.logs.problems',
    title: 'Log lines that name a problem',
    description: 'Lines with a word such as error, fatal, panic or exception, a second.',
    unit: 'lines per second',
    source: 'logs',
    subject: 'container',
    needs: [],
    query: (context) => count(context, ` ${lineFilter('|~', PROBLEM_WORDS)}`, 'rate'),
  },
} satisfies Record<string, Signal>;

/** The log lines of the scope, oldest or newest first as the reader asks; `search` keeps those that contain it in any case. */
export function logLines(context: SignalContext, search = ''): string {
  const filter = search === '' ? '' : ` ${lineFilter('|~', `(?i)${escapeRegex(search)}`)}`;
  return `${exactStreams(context.conventions, context.scope)}${filter}`;
}

/** How many such lines there were within `context.window`, a duration: what an alert rule can compare. */
export function linesCounted(context: SignalContext, search = ''): string {
  return `sum(count_over_time(${logLines(context, search)} [${context.window}]))`;
}

/** Lines of the scope split into those that name a problem and the rest: what the volume under a log list is drawn from. */
export function logVolume(context: SignalContext): { all: string; problems: string } {
  const selector = exactStreams(context.conventions, context.scope);
  const over = `[${context.window}]`;
  return {
    all: `sum(count_over_time(${selector} ${over}))`,
    problems: `sum(count_over_time(${selector} ${lineFilter('|~', PROBLEM_WORDS)} ${over}))`,
  };
}

/** The level that a signal counts the lines of, or all of them; nothing of a signal that counts otherwise. */
export function countedLevel({ id }: Pick<Signal, 'id'>): Level | 'all' | undefined {
  return id === LOG_SIGNALS.lines.id ? 'all' : LEVELS.find((level) => ofLevel(level).id === id);
}

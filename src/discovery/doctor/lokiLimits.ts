import { limitsOf, type LokiLimits } from '../../grafana/serverStatus';
import { streamVolumes } from '../../grafana/lokiIndex';
import { durationSeconds } from '../../signals/promql';
import { EVERYTHING } from '../../signals/scope';
import { streamLabels, streamsOf } from '../../signals/streams';
import { configOf, counted, lokiOf, type Ailment } from './ailment';

const HOUR = 3600;
/** What Loki has where its configuration says nothing. */
const SERIES = 500;
const LARGEST_PAGE = 5000;
/** What checks are replayed over. */
const WEEK = 7 * 24 * HOUR;

const SIZES: Record<string, number> = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** A limit as a number: seconds of a duration, bytes of a size. 0 is no limit. */
function numberOf(limit: LokiLimits[string] | undefined): number | undefined {
  if (typeof limit === 'number') {
    return limit;
  }
  if (typeof limit !== 'string' || limit === '') {
    return undefined;
  }
  const [, amount, unit] = /^([\d.]+)([KMGT]?)i?B$/.exec(limit) ?? [];
  if (amount !== undefined) {
    return Number(amount) * (SIZES[unit ?? ''] ?? 1);
  }
  return /^(\d+(ms|[smhdwy]))+$/.test(limit) ? durationSeconds(limit) : undefined;
}

const limits: Ailment = {
  id: 'loki-limits',
  title: 'Loki’s limits will cut queries',
  severity: 'warning',
  costs: 'Lists, long ranges and pages of lines come back as errors, or shorter than they are.',
  how: () => 'limits_config of Loki (/config), beside how many containers have logs',
  examine: async (patient) => {
    const { conventions, time, signal, logBudget } = patient;
    const set = limitsOf(await configOf(patient));
    const streams = await streamVolumes(
      lokiOf(patient),
      streamsOf(conventions, EVERYTHING),
      streamLabels(conventions),
      { from: time - HOUR * 1000, to: time },
      LARGEST_PAGE,
      signal
    );
    const needs: ReadonlyArray<{ name: string; least: number; write: string; why: string; zeroIsNone?: boolean }> = [
      {
        name: 'max_query_series',
        least: Math.max(SERIES, streams.length),
        write: String(Math.max(SERIES, 2 * streams.length)),
        why: `${streams.length} containers have logs, and lists of values are exact below it only`,
      },
      {
        name: 'max_query_length',
        least: WEEK,
        write: '721h',
        why: 'checks are replayed over a week',
        zeroIsNone: true,
      },
      {
        name: 'max_query_lookback',
        least: WEEK,
        write: '0s',
        why: 'checks are replayed over a week',
        zeroIsNone: true,
      },
      {
        name: 'max_entries_limit_per_query',
        least: LARGEST_PAGE,
        write: String(LARGEST_PAGE),
        why: 'the page of logs reads so many lines at once',
        zeroIsNone: true,
      },
      {
        name: 'max_query_bytes_read',
        least: logBudget,
        write: '0B',
        why: 'a page reads as much without being asked to (the log budget)',
        zeroIsNone: true,
      },
      { name: 'query_timeout', least: 30, write: '1m', why: 'long ranges of logs take that long' },
    ];
    const low = needs.flatMap((need) => {
      const value = numberOf(set[need.name]);
      const none = need.zeroIsNone && value === 0;
      return value === undefined || none || value >= need.least ? [] : [{ ...need, value: set[need.name] }];
    });
    return low.length === 0
      ? { outcome: 'well', found: `max_query_series ${String(set['max_query_series'])}, and the others, are enough` }
      : {
          outcome: 'ill',
          found: `${counted(low.length, 'limit')} lower than what the pages ask for.`,
          examples: low.map(({ name, value, why }) => `${name}: ${String(value)}, but ${why}`),
          remedies: [
            {
              where: 'loki.yaml',
              lines: `limits_config:\n${low.map(({ name, write }) => `  ${name}: ${write}`).join('\n')}`,
            },
          ],
        };
  },
};

/** Limits of Loki's that are too low for what the pages ask. */
export const LIMIT_AILMENTS: readonly Ailment[] = [limits];

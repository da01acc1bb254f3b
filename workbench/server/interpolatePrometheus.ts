import { formatGoDuration, formatInterval, parseInterval, roundInterval } from './durations';
import type { TimeRangeMs } from './parseTimeRange';

/** Points after which Prometheus refuses a range query; Grafana never asks for more. */
const SAFE_RESOLUTION = 11_000;
const RATE_INTERVAL_NAMES = ['$__rate_interval', '${__rate_interval}'];
const INTERVAL_NAMES = ['$__interval', '${__interval}'];
const STEP_VARIABLES = [
  ...RATE_INTERVAL_NAMES,
  ...INTERVAL_NAMES,
  '$__interval_ms',
  '${__interval_ms}',
  '$__rate_interval_ms',
  '${__rate_interval_ms}',
];

/** What decides the step and the built-in variables of a Prometheus query. */
export interface PrometheusIntervals {
  expr: string;
  range: TimeRangeMs;
  /** Sent by the front end: range divided by the panel's width. */
  intervalMs?: number;
  maxDataPoints?: number;
  /** The query's "Min step". */
  interval?: string;
  intervalFactor?: number;
  /** The data source's scrape interval, from its settings. */
  scrapeInterval?: string;
}

/** Computes the step and replaces the built-in variables, as Grafana's Prometheus back end does. */
export function interpolatePrometheus(query: PrometheusIntervals): { expr: string; stepMs: number } {
  const stepMs = calculateStep(query);
  return { expr: replaceVariables(query, stepMs), stepMs };
}

function calculateStep(query: PrometheusIntervals): number {
  const minStep = query.interval ?? '';
  const spanMs = query.range.to - query.range.from;
  const minIntervalMs = minimumInterval(query, STEP_VARIABLES.includes(minStep) ? '' : minStep);

  const perPoint = Math.floor(spanMs / (query.maxDataPoints ?? 100));
  const calculated = perPoint < minIntervalMs ? minIntervalMs : roundInterval(perPoint);
  const adjusted = Math.max(calculated, roundInterval(Math.floor(spanMs / SAFE_RESOLUTION)));

  if (RATE_INTERVAL_NAMES.includes(minStep)) {
    return rateInterval(adjusted, query.scrapeInterval ?? '');
  }
  return adjusted * (query.intervalFactor || 1);
}

function minimumInterval(query: PrometheusIntervals, minStep: string): number {
  const wanted = minStep === '0s' ? '' : minStep;
  if (wanted === '' && query.intervalMs) {
    return query.intervalMs;
  }
  return parseInterval(wanted || query.scrapeInterval || '15s');
}

/** Four scrapes at least, so that a rate always sees two samples even if one scrape is lost. */
function rateInterval(intervalMs: number, scrapeInterval: string): number {
  const scrapeMs = parseInterval(scrapeInterval || '15s');
  return Math.max(intervalMs + scrapeMs, 4 * scrapeMs);
}

function replaceVariables(query: PrometheusIntervals, stepMs: number): string {
  const rangeMs = query.range.to - query.range.from;
  const rangeS = Math.round(rangeMs / 1000);
  let minStep = query.interval ?? '';
  let rateMs: number;
  if (RATE_INTERVAL_NAMES.includes(minStep)) {
    rateMs = stepMs;
  } else {
    if (INTERVAL_NAMES.includes(minStep)) {
      minStep = formatGoDuration(stepMs);
    }
    // The back end takes the front end's interval here, not the step, and 1 s when there is none.
    rateMs = rateInterval(query.intervalMs ?? 1000, minStep || query.scrapeInterval || '');
  }
  return replaceBuiltIns(query.expr, {
    __interval_ms: String(Math.floor(stepMs)),
    __interval: formatInterval(stepMs),
    __range_ms: String(rangeMs),
    __range_s: String(rangeS),
    __range: `${rangeS}s`,
    __rate_interval_ms: String(Math.floor(rateMs)),
    __rate_interval: formatGoDuration(rateMs),
  });
}

/** Replaces `$name` and `${name}`. Longer names must come before those they begin with. */
export function replaceBuiltIns(expr: string, values: Record<string, string>): string {
  let text = expr;
  for (const [name, value] of Object.entries(values)) {
    text = text.replaceAll(`$${name}`, value).replaceAll(`\${${name}}`, value);
  }
  return text;
}

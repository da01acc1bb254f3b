import { anyOf, LABEL_NAME, select, type Matcher } from '../promql';
import type { Signal, SignalContext } from '../signal';

/** Everything that the text of a query about one application depends on. */
export interface ServiceContext extends SignalContext {
  /** The scrape job: an application with all its instances, unless `where` tells it from others of the same job. */
  job: string;
  /** What tells the application from others of its job. */
  where?: readonly Matcher[];
  /** Seconds between two scrapes of its own targets, where that is known. */
  scrapeSeconds?: number;
  /** Only these instances; none named: all. */
  instances?: readonly string[];
  /** Only these values of one label. */
  only?: { label: string; values: readonly string[] };
  /** What to split by, beside what it is split by itself. */
  by?: readonly string[];
  /** How long before the time of the query the values are, a duration such as `1d`; without it, then. */
  offset?: string;
}

/** A signal of one metric of one application. */
export interface ServiceSignal extends Omit<Signal, 'query'> {
  query: (context: ServiceContext) => string;
}

/** What restricts any metric to the application, its instances and the chosen values. */
export function serviceMatchers({ job, where = [], instances = [], only }: ServiceContext): Matcher[] {
  return [
    { label: 'job', op: '=', value: job },
    ...where,
    ...(instances.length > 0 ? [anyOf('instance', instances)] : []),
    ...(only && only.values.length > 0 ? [anyOf(only.label, only.values)] : []),
  ];
}

const PLAIN_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Seconds between two scrapes of the application; those of the containers where nobody knows better. */
export function scrapeOf({ scrapeSeconds, conventions }: ServiceContext): number {
  return scrapeSeconds ?? conventions.containers.scrapeSeconds;
}

/** The application's series of a metric, whatever it is called: names of OpenTelemetry may hold dots. */
export function seriesOf(context: ServiceContext, metric: string, extra: readonly Matcher[] = []): string {
  const matchers = [...serviceMatchers(context), ...extra];
  return PLAIN_NAME.test(metric)
    ? select(metric, matchers)
    : select('', [{ label: '__name__', op: '=', value: metric }, ...matchers]);
}

/** `by (…)` of a signal's own labels and those that the context adds. @throws on what is no label name */
export function byLabels({ by = [] }: ServiceContext, own: readonly string[] = []): string {
  const labels = [...new Set([...own, ...by])];
  for (const label of labels) {
    if (!LABEL_NAME.test(label)) {
      throw new Error(`"${label}" is no label name`);
    }
  }
  return labels.length > 0 ? ` by (${labels.join(', ')})` : '';
}

/** The series over the context's window, in the past where it says so. */
export function over(context: ServiceContext, series: string, window = context.window): string {
  return `${series}[${window}]${context.offset ? ` offset ${context.offset}` : ''}`;
}

/** The series at one time, in the past where the context says so. */
export function at({ offset }: ServiceContext, series: string): string {
  return offset ? `${series} offset ${offset}` : series;
}

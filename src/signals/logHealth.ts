import { lineFilter } from './logql';
import { quote } from './promql';
import type { Signal, SignalContext } from './signal';
import { combineByHost, exactStreams, streamLabels } from './streams';

/** The part of a line that names what was thrown. */
export const THROWN_LABEL = 'quayside_thrown';

/** How far back from now a count of lines ends, such as ` offset 1h`; empty for now. */
type Offset = '' | ` offset ${string}`;

/** An offset as queries write it. */
export const offsetBy = (duration: string): Offset => ` offset ${duration}`;

/**
 * Lines by host over the range, or of everything where the streams name no host. Nothing is parsed.
 */
export function hostLines(context: SignalContext, offset: Offset = ''): string {
  const { conventions, scope, range } = context;
  const counted = `count_over_time(${exactStreams(conventions, scope)} [${range}]${offset})`;
  const byStream = `sum by (${streamLabels(conventions).join(', ')}) (${counted})`;
  const { logs } = conventions;
  return combineByHost(conventions, logs.shape === 'labels' ? counted : byStream, 'sum') ?? `sum(${counted})`;
}

/** The labels of `hostLines`. */
export function hostLineLabels({ logs }: SignalContext['conventions']): string[] {
  return logs.shape === 'combined' ? ['host'] : logs.host ? [logs.host] : [];
}

/**
 * What a line says was thrown: a name that ends as the names of exceptions do by common consent, a panic of Go's, or a fatal
 * error of PHP's. The first such name of a line counts: causes come after it.
 */
const THROWN = `\\b(?P<${THROWN_LABEL}>[A-Za-z_][A-Za-z0-9_.]*(?:Exception|Error)|panic|PHP Fatal error)\\b(?:: |:?$|\\n)`;

/** Plain texts without one of which a line names nothing thrown: they are looked for much faster than expressions. */
const TEXTS = ['Exception', 'Error', 'panic: ', 'PHP Fatal error'].join('|');

const thrownLines = ({ conventions, scope }: SignalContext) =>
  `${exactStreams(conventions, scope)} ${lineFilter('|~', TEXTS)} | regexp ${quote(THROWN)} | ${THROWN_LABEL} != ""`;

/** Exceptions over the range, by container and, where `byKind`, by what was thrown. */
export function exceptions(context: SignalContext, { byKind = false, offset = '' as Offset } = {}): string {
  const by = [...streamLabels(context.conventions), ...(byKind ? [THROWN_LABEL] : [])].join(', ');
  return `sum by (${by}) (count_over_time(${thrownLines(context)} [${context.range}]${offset}))`;
}

const define = (definition: Omit<Signal, 'source' | 'needs'>): Signal => ({ source: 'logs', needs: [], ...definition });

/** Signals of whether logs arrive, and of what is thrown. */
export const LOG_HEALTH_SIGNALS = {
  hostLines: define({
    id: 'host.logs.lines',
    title: 'Log lines of a host',
    description: 'Lines that the containers of a host have written within the range.',
    unit: 'count',
    subject: 'log',
    query: (context) => hostLines(context),
  }),
  exceptions: define({
    id: 'container.logs.exceptions',
    title: 'Exceptions',
    description:
      'Lines that name something thrown: an exception, an error with a name of its own, or a panic, within the range.',
    unit: 'count',
    subject: 'container',
    query: (context) => exceptions(context),
  }),
  exceptionKinds: define({
    id: 'container.logs.exceptions.kinds',
    title: 'Exceptions by kind',
    description: 'Lines that name something thrown within the range, by what was thrown.',
    unit: 'count',
    subject: 'log',
    query: (context) => exceptions(context, { byKind: true }),
  }),
} satisfies Record<string, Signal>;

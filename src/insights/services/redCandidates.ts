import type { MetricFamily } from '../../signals/services/metricFamily';

/** What may count requests, and what may say how long they took. Whether a label tells what became of them must be asked. */
export interface RedCandidate {
  requests: MetricFamily;
  duration: MetricFamily | undefined;
}

/** What is counted, where requests, or what a service does in their place, are counted. */
const COUNTED =
  /(^|[_.])(requests?|responses?|calls?|messages?|operations?|jobs?|tasks?|handled|queries|commands?|events?|deliveries|orders?)([_.]handled)?([_.](total|count))?$/;
const DURATION =
  /(^|[_.])(duration|latency|time|elapsed|handling|processing)([_.](seconds|milliseconds|ms|s|microseconds|us|nanoseconds|ns))?$/;
/** Below the process, and how Prometheus' own clients count their scrapes. */
const NOT_REQUESTS = /^(process|nodejs|go|jvm|promhttp|python|net_conntrack)_/;

const TIMES = ['seconds', 'milliseconds', 'microseconds', 'nanoseconds'];

const isDuration = ({ name, type, unit, hasCount }: MetricFamily) =>
  (type === 'histogram' || type === 'native histogram' || type === 'summary') &&
  hasCount &&
  (DURATION.test(name) || TIMES.includes(unit)) &&
  !NOT_REQUESTS.test(name);

/** The words of a name, in the singular: `messages` and `message` are one. */
const wordsOf = (name: string) => name.split(/[_.]/).map((word) => word.replace(/s$/, ''));

/** How many words two names begin with alike. */
function shared(a: string, b: string): number {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const different = one.findIndex((word, index) => word !== other[index]);
  return different === -1 ? one.length : different;
}

/**
 * Families that may be requests, each with the duration whose name is most like its own; first those that have one, and
 * a counter before the count within a histogram of the same requests.
 */
export function redCandidates(families: readonly MetricFamily[]): RedCandidate[] {
  const durations = families.filter(isDuration);
  const counters = families.filter(
    ({ name, type }) => type === 'counter' && COUNTED.test(name) && !NOT_REQUESTS.test(name)
  );
  const byCounter = counters.map((requests): RedCandidate => {
    const [best] = durations
      .map((duration) => ({ duration, like: shared(requests.name, duration.name) }))
      .filter(({ like }) => like > 0)
      // Of equals the histogram: its percentiles can be put together over instances.
      .sort((a, b) => b.like - a.like || Number(a.duration.type === 'summary') - Number(b.duration.type === 'summary'));
    return { requests, duration: best?.duration };
  });
  const byDuration = durations.map((duration): RedCandidate => ({ requests: duration, duration }));
  return [...byCounter.filter(({ duration }) => duration), ...byDuration, ...byCounter.filter((one) => !one.duration)];
}

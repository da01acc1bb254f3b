import { quote } from '../promql';
import { labelFor } from './conditions';
import { FIELDS, fieldLabel } from './fields';
import { fieldBehind, type Filter } from './filters';
import {
  clause,
  dimensionsOf,
  groupLabels,
  lines,
  logsThatSay,
  nginxSignal,
  rangeOf,
  summedBy,
  type NginxContext,
  type NginxSignal,
} from './nginxSignal';

type Time = 'requestTime' | 'upstreamTime';

/**
 * Keeps values that are one number. An upstream time may be `-` (nothing was asked), empty, or a list `0.01, 0.2`
 * (several servers were tried), none of which `unwrap` can take.
 */
export const oneNumber = (dimension: Time): Filter => ({ dimension, op: 'matches', value: '[0-9]+([.][0-9]+)?' });

/**
 * A percentile of times. Grouped inside: grouped outside, every line would become a series of its own. Percentiles
 * cannot be averaged or added up, so several logs give a series each; the distribution can be added up.
 */
function quantile(context: NginxContext, time: Time, share: number, range: string): string {
  const dimensions = dimensionsOf(context, []);
  const by = clause(groupLabels(context, [])) || ' by ()';
  const legs = logsThatSay(context, [time, ...dimensions.map(fieldBehind)]).map((access) => {
    const selected = lines(context, access, { dimensions: [...dimensions, time], filters: [oneNumber(time)] });
    return `quantile_over_time(${share}, ${selected} | unwrap ${labelFor(access, time)} | __error__ = "" ${range})${by}`;
  });
  const [only, ...more] = legs;
  return only !== undefined && more.length === 0
    ? only
    : legs.map((leg, index) => `label_replace(${leg}, "${fieldLabel('log')}", "${index}", "", "")`).join(' or ');
}

function percentile(time: Time, percent: 50 | 90 | 95 | 99): NginxSignal {
  const kind = time === 'requestTime' ? 'request' : 'upstream';
  const said =
    time === 'requestTime'
      ? 'of requests took no longer, from the first byte of the request to the last byte of the answer'
      : 'of answers of upstream servers took no longer; requests that several servers were tried for are left out';
  return {
    ...nginxSignal(
      `${kind}Time.p${percent}`,
      `p${percent} ${FIELDS[time].title.toLowerCase()}`,
      'seconds',
      `${percent} % ${said}.`,
      [time, 'status'],
      (context) => quantile(context, time, percent / 100, `[${context.window}]`),
      (context) => quantile(context, time, percent / 100, rangeOf(context))
    ),
    percentile: { of: time, share: percent / 100 },
  };
}

/** The label of a bucket of times: the time's first two digits that count. */
export const BUCKET = fieldLabel('bucket');

/**
 * The first two digits of a time that NGINX wrote with three decimals: 0.004, 0.012, 0.34, 5.6, 17. At most 370 buckets
 * up to 100 s, none wider than a tenth of its value, well under Loki's limit of 500 series.
 */
const TWO_DIGITS = `^(?P<${BUCKET}>0[.]0*[0-9]{1,2}|[1-9][.][0-9]|[0-9]+)`;

function distribution(time: Time): NginxSignal {
  const kind = time === 'requestTime' ? 'request' : 'upstream';
  const counted = (context: NginxContext, over: string, window: string) => {
    const dimensions = dimensionsOf(context, []);
    const which = { dimensions, read: [...dimensions, time], labels: [BUCKET] };
    return summedBy(context, which, [oneNumber(time)], (selected, access) => {
      const cut = `| line_format ${quote(`{{.${labelFor(access, time)}}}`)} | regexp ${quote(TWO_DIGITS)}`;
      return `${over}(${selected} ${cut} [${window}])`;
    });
  };
  return nginxSignal(
    `${kind}Time.distribution`,
    `Distribution of ${FIELDS[time].title.toLowerCase()}s`,
    'requests per second',
    'Requests by the first two digits of their time. All percentiles come from this one pass, to a tenth of their value, and unlike percentiles it can be added up over hosts.',
    [time, 'status'],
    (context) => counted(context, 'rate', context.window),
    (context) => counted(context, 'count_over_time', context.range)
  );
}

/** Signals of how long requests took. */
export const NGINX_LATENCY_SIGNALS = {
  requestTimeP50: percentile('requestTime', 50),
  requestTimeP90: percentile('requestTime', 90),
  requestTimeP95: percentile('requestTime', 95),
  requestTimeP99: percentile('requestTime', 99),
  requestTimes: distribution('requestTime'),
  upstreamTimeP50: percentile('upstreamTime', 50),
  upstreamTimeP90: percentile('upstreamTime', 90),
  upstreamTimeP95: percentile('upstreamTime', 95),
  upstreamTimeP99: percentile('upstreamTime', 99),
  upstreamTimes: distribution('upstreamTime'),
} satisfies Record<string, NginxSignal>;

import { lineFilter } from '../logql';
import { escapeRegex, quote } from '../promql';
import { streamLabels } from '../streams';
import { errorLines } from './errorLog';
import { fieldLabel } from './fields';
import { addedUp, clause, nginxSignal, type NginxContext } from './nginxSignal';

/** What NGINX writes where a server behind it fails: words of its source code. */
const WORDS = [
  'upstream timed out',
  'no live upstreams',
  'connect() failed',
  'upstream prematurely closed connection',
  'recv() failed',
  'upstream sent',
  'could not be resolved',
];

/** The label of the upstream that a line of the error log names; empty where it names none. */
export const UPSTREAM_LABEL = fieldLabel('errorUpstream');

/** NGINX ends such a line with the address that it asked: `upstream: "http://10.0.1.12:8080/api/cart"`. */
const UPSTREAM = `upstream: "(?:[a-z]+://)?(?P<${UPSTREAM_LABEL}>(?:unix:)?[^/"]*)`;

const counted = (context: NginxContext, over: string, window: string) => {
  const by = [...(context.byStream ? streamLabels(context.conventions) : []), UPSTREAM_LABEL];
  const failures = lineFilter('|~', WORDS.map(escapeRegex).join('|'));
  const sums = errorLines(context).map(
    (lines) =>
      `sum${clause(by)} (${over}(${lines} ${failures} | regexp ${quote(UPSTREAM)} | __error__ = "" [${window}]))`
  );
  return addedUp(sums, by);
};

/** Signals of the servers behind NGINX, from its error log. */
export const NGINX_UPSTREAM_SIGNALS = {
  upstreamErrors: nginxSignal(
    'errors.upstream',
    'Failures of upstreams',
    'lines per second',
    'Lines of the error log that tell of a server behind NGINX which did not answer, or not as it should, by its address.',
    [],
    (context) => counted(context, 'rate', context.window),
    (context) => counted(context, 'count_over_time', context.range)
  ),
};

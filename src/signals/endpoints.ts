import { select, type Matcher } from './promql';
import type { Signal, SignalContext } from './signal';

const PROBE_REMEDY =
  'Comes from a prober such as blackbox exporter: let it ask the addresses that your users know, from outside of the host.';

/** Probes name addresses and no hosts: a scope of hosts or containers has none. */
function matchersOf({ scope }: SignalContext): Matcher[] {
  return scope.hosts?.length || scope.containers?.length ? [{ label: 'instance', op: '=', value: '' }] : [];
}

const probe = (
  id: string,
  title: string,
  unit: Signal['unit'],
  description: string,
  metric: string,
  query: (selector: string) => string
): Signal => ({
  id: `endpoint.${id}`,
  title,
  description,
  unit,
  source: 'metrics',
  subject: 'endpoint',
  needs: [metric],
  remedy: PROBE_REMEDY,
  query: (context) => query(select(metric, matchersOf(context))),
});

const BY = 'by (job, instance)';

/** Signals of addresses that a prober asks, as users would. */
export const ENDPOINT_SIGNALS = {
  up: probe(
    'up',
    'Endpoint answers',
    'state',
    '1 while the prober gets the answer that it expects, 0 while it does not. Asked from several places, the worst counts.',
    'probe_success',
    (selector) => `min ${BY} (${selector})`
  ),
  duration: probe(
    'duration',
    'Time to answer',
    'seconds',
    'How long a probe took, from looking up the name to the last byte.',
    'probe_duration_seconds',
    (selector) => `max ${BY} (${selector})`
  ),
  certificate: probe(
    'certificate',
    'Certificate valid for',
    'seconds',
    'Seconds until the first certificate of the chain expires.',
    'probe_ssl_earliest_cert_expiry',
    (selector) => `min ${BY} (${selector}) - time()`
  ),
} satisfies Record<string, Signal>;

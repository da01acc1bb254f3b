import { recordingStory } from '../../components/recordingStory';
import type { NamedSource } from '../../components/RecordedSources';
import { planOf, setOf } from '../../grafana/recordingsFound';
import type { NginxRecordings } from '../../grafana/recordingsOfNginx';
import { NGINX_ERROR_SIGNALS } from '../../signals/nginx/errorLog';
import { NGINX_LATENCY_SIGNALS } from '../../signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
import { SET_LABEL } from '../../signals/recorded/labels';
import { recordedRead } from '../../signals/recorded/nginxReads';

/** What the page reads at steps, and may have recorded. */
export type ChartId = 'requests' | 'requestTimes' | 'upstreamTimes' | 'bytes' | 'causes';

/** Where the numbers of a chart come from. */
export interface ChartSource extends NamedSource {
  id: ChartId;
}

interface Chart {
  name: string;
  signal: NginxSignal;
  /** Counted exactly, whatever that reads. */
  isExact: boolean;
}

const CHARTS: Record<ChartId, Chart> = {
  requests: { name: 'requests by status', signal: NGINX_SIGNALS.statusCodes, isExact: true },
  requestTimes: { name: 'request times', signal: NGINX_LATENCY_SIGNALS.requestTimes, isExact: false },
  upstreamTimes: { name: 'upstream times', signal: NGINX_LATENCY_SIGNALS.upstreamTimes, isExact: false },
  bytes: { name: 'bytes sent', signal: NGINX_SIGNALS.bytes, isExact: false },
  causes: { name: 'causes of errors', signal: NGINX_ERROR_SIGNALS.errorCauses, isExact: false },
};

/** The same recordings, for what is counted exactly, and for what is measured on parts of large logs. */
export interface FoundRecordings {
  /** Holes are read from the logs whole. */
  exact: NginxRecordings | undefined;
  /** Those whose holes are within the budget. */
  within: NginxRecordings | undefined;
}

async function sourceOf(
  { signal, isExact }: Chart,
  context: NginxContext,
  { exact, within }: FoundRecordings
): Promise<NamedSource['source']> {
  const known = exact && recordedRead(signal, { ...context, filters: [] }, exact);
  if (!known || !exact.heartbeats.some((labels) => labels[SET_LABEL] === setOf(known))) {
    return 'unrecorded';
  }
  const read = recordedRead(signal, context, exact);
  const plan = read && (await planOf(exact, read));
  if (!plan) {
    // Recorded within this range, but not what the filters ask.
    return read && (await planOf(exact, known)) === undefined ? 'unrecorded' : 'unasked';
  }
  const used = isExact ? plan : within && (await planOf(within, read));
  return (used && recordingStory(used)) ?? 'holes';
}

/** Where the numbers of each chart come from, of those that the logs have anything to say of; none where nothing is recorded. */
export async function chartSources(context: NginxContext, found: FoundRecordings): Promise<ChartSource[]> {
  if (!found.exact) {
    return [];
  }
  const ids = (Object.keys(CHARTS) as ChartId[]).filter(
    (id) => CHARTS[id].signal.applies?.(context.conventions) ?? true
  );
  return Promise.all(
    ids.map(async (id) => ({ id, name: CHARTS[id].name, source: await sourceOf(CHARTS[id], context, found) }))
  );
}

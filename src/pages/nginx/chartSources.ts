import { recordedSource } from '../../components/recordedSource';
import type { NamedSource } from '../../components/RecordedSources';
import type { NginxRecordings } from '../../grafana/recordingsOfNginx';
import { NGINX_ERROR_SIGNALS } from '../../signals/nginx/errorLog';
import { NGINX_LATENCY_SIGNALS } from '../../signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
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

function sourceOf({ signal, isExact }: Chart, context: NginxContext, { exact, within }: FoundRecordings) {
  const read = (filters: NginxContext['filters']) => exact && recordedRead(signal, { ...context, filters }, exact);
  return recordedSource({ plain: read([]), asked: read(context.filters) }, exact, isExact ? exact : within);
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

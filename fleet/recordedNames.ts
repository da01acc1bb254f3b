import type { Conventions } from '../src/signals/conventions';
import { resultLabel } from '../src/signals/nginx/nginxSignal';
import { HOSTS_LABEL, LOG_LABEL, SET_LABEL } from '../src/signals/recorded/labels';
import { hostsText, namedHosts } from '../src/signals/recorded/namedHosts';
import { nginxLogKey } from '../src/signals/recorded/nginxLogKey';
import { BUCKET_BOUNDS, NGINX_RECORDED, nginxSets } from '../src/signals/recorded/nginxSets';
import { USUAL_TIMES } from '../src/signals/recorded/recordingRule';
import type { RecordedOptions } from './recordedLines';

/**
 * How the plugin calls what it records of NGINX's logs, so that it finds what the fleet writes for the past.
 * @param virtualHosts that are recorded by name
 */
export function recordedNames(
  conventions: Conventions,
  virtualHosts: readonly string[]
): Omit<RecordedOptions, 'from' | 'to'> {
  const hosts = hostsText(namedHosts(virtualHosts));
  const sets = nginxSets({ conventions, virtualHosts });
  return {
    ...USUAL_TIMES,
    labels: { [LOG_LABEL]: nginxLogKey(conventions) },
    metrics: NGINX_RECORDED,
    labelNames: {
      status: resultLabel(conventions, 'status'),
      virtualHost: resultLabel(conventions, 'virtualHost'),
      method: resultLabel(conventions, 'method'),
      set: SET_LABEL,
    },
    bounds: BUCKET_BOUNDS,
    sets: new Map(sets.map(({ id }) => [id, { [HOSTS_LABEL]: hosts }])),
  };
}

import type { Conventions } from '../conventions';
import type { Labels } from '../identity';
import { HOSTS_LABEL, LOG_LABEL } from './labels';
import { hostsOfText } from './namedHosts';
import { nginxLogKey } from './nginxLogKey';
import { NGINX_RECORDED } from './nginxSets';
import type { RecordedSet } from './recordingRule';

/** The heartbeats of all sets that are recorded of NGINX's logs. */
export function nginxHeartbeats(conventions: Conventions): RecordedSet['heartbeat'] {
  return {
    metric: NGINX_RECORDED.lines,
    matchers: [{ label: LOG_LABEL, op: '=', value: nginxLogKey(conventions) }],
  };
}

/** The virtual hosts that were recorded by name at some time, from the labels of heartbeats. */
export function hostsOfHeartbeats(heartbeats: readonly Labels[]): string[] {
  return [...new Set(heartbeats.flatMap((labels) => hostsOfText(labels[HOSTS_LABEL] ?? '')))].sort();
}

import { DOCKER, type Conventions } from '../../conventions';
import { EVERYTHING } from '../../scope';
import type { AccessLog, NginxFormat } from '../format';
import type { NginxContext } from '../nginxSignal';

/** NGINX's JSON format with the names of its variables. */
export const JSON_FORMAT: NginxFormat = {
  kind: 'json',
  fields: {
    time: 'time_iso8601',
    client: 'remote_addr',
    user: 'remote_user',
    method: 'request_method',
    uri: 'request_uri',
    protocol: 'server_protocol',
    status: 'status',
    bytes: 'body_bytes_sent',
    requestTime: 'request_time',
    upstreamTime: 'upstream_response_time',
    referrer: 'http_referer',
    agent: 'http_user_agent',
    virtualHost: 'host',
  },
};

/** `combined` with the times that NGINX's documentation appends. */
export const TIMED_FORMAT: NginxFormat = {
  kind: 'combined',
  appended: [
    { field: 'requestTime', before: ' ', after: '' },
    { field: 'upstreamTime', before: ' ', after: '' },
    { field: 'virtualHost', before: ' "', after: '"' },
  ],
};

/** An access log in `job="nginx"`. */
export function accessLog(format: NginxFormat, rest: Partial<AccessLog> = {}): AccessLog {
  return { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format, labels: {}, ...rest };
}

/** A context with that access log, windows of 5 minutes and a range of an hour. */
export function contextOf(access: AccessLog, rest: Partial<NginxContext> = {}): NginxContext {
  const conventions: Conventions = { ...DOCKER, nginx: { access } };
  return { conventions, scope: EVERYTHING, window: '5m', range: '1h', ...rest };
}

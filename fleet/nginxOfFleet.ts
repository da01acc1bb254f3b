import type { Matcher } from '../src/signals/promql';
import type { AccessLog, NginxConventions } from '../src/signals/nginx/format';
import type { Edge, Fleet } from './fleet';

function streamsOf(fleet: Fleet, { container }: Edge): Matcher[] {
  const { host, name } = container;
  return fleet.options.logLabels === 'combined'
    ? [{ label: 'containers', op: '=', value: `${host.lokiHost}/${name}` }]
    : [
        { label: 'container', op: '=', value: name },
        { label: 'host', op: '=', value: host.lokiHost },
      ];
}

/** How one of the fleet's NGINX servers logs. */
export function accessLogOf(fleet: Fleet, edge: Edge): AccessLog {
  return {
    matchers: streamsOf(fleet, edge),
    format:
      edge.format === 'combined'
        ? { kind: 'combined', appended: [] }
        : {
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
              upstreamAddress: 'upstream_addr',
            },
          },
    labels: {},
  };
}

/** How the fleet's NGINX servers log, as the app's settings have it. @throws for a fleet without any */
export function nginxOfFleet(fleet: Fleet): NginxConventions {
  const [first, ...more] = fleet.edges.map((edge) => accessLogOf(fleet, edge));
  if (!first) {
    throw new Error('the fleet has no NGINX');
  }
  return { access: first, more: more.map((access) => ({ access })) };
}

import { CONTAINER_SIGNALS } from './containers';
import { ENDPOINT_SIGNALS } from './endpoints';
import { HOST_SIGNALS } from './hosts';
import { LOG_HEALTH_SIGNALS } from './logHealth';
import { LOG_SIGNALS } from './logs';
import { MONITORING_SIGNALS } from './monitoring';
import { NETWORK_FAULT_SIGNALS } from './networkFaults';
import { NGINX_ERROR_SIGNALS } from './nginx/errorLog';
import { NGINX_LATENCY_SIGNALS } from './nginx/latency';
import { NGINX_SIGNALS } from './nginx/signals';
import { NGINX_UPSTREAM_SIGNALS } from './nginx/upstreamErrors';
import { SERVICE_HEALTH_SIGNALS } from './serviceHealth';
import type { Signal } from './signal';

/** Every signal, by kind of thing. */
export const SIGNALS: readonly Signal[] = [
  ...Object.values(CONTAINER_SIGNALS),
  ...Object.values(HOST_SIGNALS),
  ...Object.values(NETWORK_FAULT_SIGNALS),
  ...Object.values(ENDPOINT_SIGNALS),
  ...Object.values(SERVICE_HEALTH_SIGNALS),
  ...Object.values(MONITORING_SIGNALS),
  ...Object.values(LOG_SIGNALS),
  ...Object.values(LOG_HEALTH_SIGNALS),
  ...Object.values(NGINX_SIGNALS),
  ...Object.values(NGINX_LATENCY_SIGNALS),
  ...Object.values(NGINX_ERROR_SIGNALS),
  ...Object.values(NGINX_UPSTREAM_SIGNALS),
];

/** A signal by its id. @throws on an id that is none. */
export function signalById(id: string): Signal {
  const signal = SIGNALS.find((candidate) => candidate.id === id);
  if (!signal) {
    throw new Error(`There is no signal "${id}"`);
  }
  return signal;
}

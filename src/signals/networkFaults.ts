import { nodeMatchers, podLabels, podMatchers, containerMatchers } from './identity';
import { DEVICES } from './hosts';
import { select } from './promql';
import type { Signal, SignalContext } from './signal';

/** The sum of all of `metrics`: whoever exports one of them exports the others. */
function packets(metrics: readonly string[], by: string, selected: (metric: string) => string, window: string): string {
  return metrics.map((metric) => `sum by (${by}) (rate(${selected(metric)}[${window}]))`).join(' + ');
}

const POD_FAULTS = [
  'container_network_receive_errors_total',
  'container_network_transmit_errors_total',
  'container_network_receive_packets_dropped_total',
  'container_network_transmit_packets_dropped_total',
];
const POD_PACKETS = ['container_network_receive_packets_total', 'container_network_transmit_packets_total'];
const DEVICE_FAULTS = [
  'node_network_receive_errs_total',
  'node_network_transmit_errs_total',
  'node_network_receive_drop_total',
  'node_network_transmit_drop_total',
];
const DEVICE_PACKETS = ['node_network_receive_packets_total', 'node_network_transmit_packets_total'];

function ofPods({ conventions, scope, window }: SignalContext, metrics: readonly string[]): string {
  const docker = conventions.containers.style === 'docker';
  const matchers = docker ? containerMatchers(conventions, scope) : podMatchers(conventions, scope);
  return packets(metrics, podLabels(conventions).join(', '), (metric) => select(metric, matchers), window);
}

function ofDevices({ conventions, scope, window }: SignalContext, metrics: readonly string[]): string {
  const matchers = [...nodeMatchers(conventions, scope), ...DEVICES];
  return packets(metrics, `${conventions.hosts.host}, device`, (metric) => select(metric, matchers), window);
}

const NODE_REMEDY = 'Comes from node exporter: run it on the host and let Prometheus scrape it.';

/** Signals of what goes wrong on the way: packets with errors, and packets dropped. */
export const NETWORK_FAULT_SIGNALS = {
  podFaults: {
    id: 'container.network.faults',
    title: 'Network errors and drops',
    description: 'Packets with an error and packets dropped, both ways, over all interfaces of a container or pod.',
    unit: 'packets per second',
    source: 'metrics',
    subject: 'pod',
    needs: POD_FAULTS,
    query: (context) => ofPods(context, POD_FAULTS),
  },
  podFaultRatio: {
    id: 'container.network.faults.ratio',
    title: 'Share of network errors and drops',
    description:
      'Packets with an error and packets dropped, as a share of all, over all interfaces of a container or pod.',
    unit: 'ratio',
    source: 'metrics',
    subject: 'pod',
    needs: [...POD_FAULTS, ...POD_PACKETS],
    query: (context) => `(${ofPods(context, POD_FAULTS)}) / (${ofPods(context, POD_PACKETS)} > 0)`,
  },
  deviceFaults: {
    id: 'host.device.faults',
    title: 'Network errors and drops',
    description: 'Packets with an error and packets dropped, both ways, by network interface of a host.',
    unit: 'packets per second',
    source: 'metrics',
    subject: 'device',
    needs: DEVICE_FAULTS,
    remedy: NODE_REMEDY,
    query: (context) => ofDevices(context, DEVICE_FAULTS),
  },
  deviceFaultRatio: {
    id: 'host.device.faults.ratio',
    title: 'Share of network errors and drops',
    description: 'Packets with an error and packets dropped, as a share of all, by network interface of a host.',
    unit: 'ratio',
    source: 'metrics',
    subject: 'device',
    needs: [...DEVICE_FAULTS, ...DEVICE_PACKETS],
    remedy: NODE_REMEDY,
    query: (context) => `(${ofDevices(context, DEVICE_FAULTS)}) / (${ofDevices(context, DEVICE_PACKETS)} > 0)`,
  },
} satisfies Record<string, Signal>;

import type { Fleet } from '../fleet/fleet';
import { nginxOfFleet } from '../fleet/nginxOfFleet';
import { DOCKER, KUBERNETES, VECTOR_COMBINED_LOGS, type Conventions } from '../src/signals/conventions';

/** The app's jsonData in the stack. */
export interface DemoSettings {
  prometheusUid: string;
  lokiUid: string;
  conventions: Conventions;
}

/**
 * The settings that fit the simulated fleet. Its hosts are called differently by cAdvisor, node exporter
 * and Loki, as real ones are, so the conventions say which names are one host.
 */
export function demoSettings(fleet: Fleet): DemoSettings {
  const { style, logLabels, recorded } = fleet.options;
  const base = style === 'kubernetes' ? KUBERNETES : DOCKER;
  return {
    prometheusUid: 'quayside-prometheus',
    lokiUid: 'quayside-loki',
    conventions: {
      ...base,
      logs: logLabels === 'combined' ? VECTOR_COMBINED_LOGS : base.logs,
      // What is recorded is found again by how the logs are read: named here, not found out anew each time.
      ...(recorded ? { nginx: nginxOfFleet(fleet) } : {}),
      aliases: fleet.hosts.map(({ id, cadvisorInstance, nodeInstance, lokiHost }) => ({
        host: id,
        containers: [cadvisorInstance],
        hosts: [nodeInstance],
        logs: [lokiHost],
      })),
    },
  };
}

import { quote } from './promql';

/**
 * What discovery asks a Prometheus to find out how it labels things. Each is one cheap instant query over one metric:
 * never over all series.
 */
export const PROBES = {
  /** cAdvisor's scrape jobs, and the targets of each. */
  machines: 'group by (job, instance, node) (machine_cpu_cores)',
  /** Containers with Docker's label, by job. */
  dockerContainers: 'count by (job) (container_last_seen{name!=""})',
  /** Containers with Kubernetes' labels, by job. */
  kubernetesContainers: 'count by (job) (container_last_seen{container!="", container!="POD", pod!=""})',
  /** Containers that carry compose's labels. */
  composeContainers: 'count(container_last_seen{container_label_com_docker_compose_service!=""})',
  /** Containers whose limit cAdvisor exports. */
  cadvisorLimits: 'count(container_spec_memory_limit_bytes{container!="", pod!=""})',
  /** Hosts with node exporter, and what each calls itself. */
  nodes: 'group by (job, instance, nodename) (node_uname_info)',
  /** Memory to the byte, by which a machine can be known under another name. */
  machineMemory: 'max by (instance, node) (machine_memory_bytes)',
  /** Containers, or at least machines, that a Prometheus knows of: what it is chosen by among several. */
  anyContainers: 'count(container_last_seen{image!=""}) or count(machine_cpu_cores)',
  nodeMemory: 'max by (instance) (node_memory_MemTotal_bytes)',
} as const;

/** Scrapes of each cAdvisor job within ten minutes: what the scrape interval is reckoned from. */
export function scrapesOf(job: string): string {
  return `max(count_over_time(up{job=${quote(job)}}[10m]))`;
}

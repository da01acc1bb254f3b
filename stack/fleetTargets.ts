import type { Fleet } from '../fleet/fleet';
import { scrapeConfig } from '../fleet/scrapeConfig';
import type { TargetFiles, TargetGroup } from './targets';

/** Jobs that have a file of their own; the rest are services. A file's groups may set another job. */
const FILES: Readonly<Record<string, string>> = { cadvisor: 'cadvisor-fleet', node: 'node-fleet' };

/** The fleet's live targets as files that Prometheus watches. */
export function fleetTargets(fleet: Fleet, exporterAddress: string): TargetFiles {
  const files: Record<string, TargetGroup[]> = {};
  for (const { job_name: job, scrape_interval: interval, static_configs: groups } of scrapeConfig(
    fleet,
    exporterAddress
  )) {
    const own = groups.map(({ targets, labels }) => ({
      targets,
      labels: { ...labels, job, __scrape_interval__: interval },
    }));
    const file = FILES[job] ?? 'services-fleet';
    files[file] = [...(files[file] ?? []), ...own];
  }
  return files;
}

import type { Fleet } from './fleet';
import { targets } from './target';

/** An entry of Prometheus' `scrape_configs`, to be written as YAML. */
export interface ScrapeConfig {
  job_name: string;
  honor_timestamps: boolean;
  scrape_interval: string;
  scrape_timeout: string;
  static_configs: Array<{ targets: string[]; labels: Record<string, string> }>;
}

/**
 * What a Prometheus needs to scrape the live exporter. All targets have one address; their paths and their
 * `instance` differ, so that live series are those of the history.
 * @param exporterAddress host and port of the live exporter
 */
export function scrapeConfig(fleet: Fleet, exporterAddress: string): ScrapeConfig[] {
  const configs = new Map<string, ScrapeConfig>();
  for (const { job, path, labels } of targets(fleet)) {
    const config = configs.get(job) ?? {
      job_name: job,
      // Prometheus' own time stamps: with cAdvisor's, a series that ended would linger for five minutes.
      honor_timestamps: false,
      scrape_interval: '15s',
      scrape_timeout: '10s',
      static_configs: [],
    };
    configs.set(job, config);
    const own = Object.fromEntries(labels.filter(([name]) => name !== 'job'));
    config.static_configs.push({ targets: [exporterAddress], labels: { ...own, __metrics_path__: path } });
  }
  return [...configs.values()];
}

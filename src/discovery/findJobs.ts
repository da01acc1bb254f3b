import type { DataSourceChoice } from '../grafana/dataSources';
import { queryInstant } from '../grafana/prometheus';
import type { Application } from '../insights/services/applicationsOf';
import { largestMetric, nginxExporters } from '../signals/doctor';
import { findApplications } from './services';

/** What Prometheus scrapes, with an example of what is not cAdvisor's nor node exporter's. */
export interface Jobs {
  jobs: Application[];
  /** The jobs that export NGINX's own counters, each with the metric that tells. */
  nginx: Array<{ job: string; metric: string }>;
  /** Of the first application that answers, the metric with most series. */
  example: { job: string; metric: string; series: number } | undefined;
}

/** Every scrape job at `time` (Unix milliseconds), by kind: at most five cheap instant queries. Rejects with a Problem. */
export async function findJobs(source: DataSourceChoice, time: number, signal?: AbortSignal): Promise<Jobs> {
  const [jobs, exporters] = await Promise.all([
    findApplications(source, { from: time, to: time }, signal),
    queryInstant(source, nginxExporters(), time, signal),
  ]);
  const application = jobs.find(({ kind, up }) => kind === 'application' && up > 0);
  const [metric] = application
    ? await queryInstant(source, largestMetric(application.job, application.where), time, signal)
    : [];
  return {
    jobs,
    nginx: exporters.map(({ labels: { job = '', __name__: name = '' } }) => ({ job, metric: name })),
    example:
      application && metric
        ? { job: application.job, metric: metric.labels['__name__'] ?? '', series: metric.value }
        : undefined,
  };
}

import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, LoadingPlaceholder, Text, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import { coverageUnder, type Coverage } from '../../discovery/coverage';
import { counted } from '../../discovery/doctor/ailment';
import { findJobs, type Jobs as FoundJobs } from '../../discovery/findJobs';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Application } from '../../insights/services/applicationsOf';
import type { Conventions } from '../../signals/conventions';
import type { NginxDetection } from '../../signals/nginx/findLog';
import { logTitle } from '../../signals/nginx/logs';
import type { ContainerRef } from '../../signals/scope';

interface Props {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
  conventions: Conventions;
  /** NGINX's logs as they were found out; nothing where they are written down. */
  nginx: Loaded<NginxDetection[]>;
}

/** Names that are shown; the rest is counted. */
const SHOWN = 12;

const KIND: Record<Application['kind'], string> = {
  containers: 'cAdvisor, the kubelet or kube-state-metrics',
  hosts: 'node exporter',
  monitoring: 'the monitoring itself',
  exporter: 'other exporters',
  application: 'applications',
};

const foundText = (is: boolean) => (is ? 'found' : 'not found');

const nameOf = ({ host, name, namespace, pod }: ContainerRef) =>
  [host, namespace, pod, name].filter((part) => part).join('/');

/** What the data shows when it is read by these conventions, found anew with each correction. */
export function FoundSection({ prometheus, loki, conventions, nginx }: Props) {
  const styles = useStyles2(getStyles);
  const question = JSON.stringify([prometheus?.uid, loki?.uid, conventions]);
  const found = useLoaded(question, (signal) => coverageUnder({ prometheus, loki }, conventions, Date.now(), signal));
  const jobs = useLoaded(prometheus ? prometheus.uid : null, (signal) =>
    prometheus ? findJobs(prometheus, Date.now(), signal) : Promise.resolve({ jobs: [], nginx: [], example: undefined })
  );
  const { data } = found;
  return (
    <section aria-labelledby="quayside-found" className={styles.section} data-testid="quayside-found">
      <Text element="h3" variant="h4">
        <span id="quayside-found">What your data shows</span>
      </Text>
      {found.problem && <ProblemNotice problem={found.problem} />}
      {jobs.problem && !found.problem && <ProblemNotice problem={jobs.problem} severity="warning" />}
      {!data && found.loading && <LoadingPlaceholder text="Reading a few series and streams…" />}
      {data && <Found coverage={data} stale={found.loading} />}
      {jobs.data && jobs.data.jobs.length > 0 && <Jobs found={jobs.data} />}
      {nginx.data && <Nginx logs={nginx.data} exporters={jobs.data?.nginx ?? []} />}
    </section>
  );
}

function Found({ coverage, stale }: { coverage: Coverage; stale: boolean }) {
  const styles = useStyles2(getStyles);
  const { containers, withoutLogs, onlyLogs, hosts, example } = coverage;
  if (containers.length === 0 && onlyLogs.length === 0) {
    return (
      <Alert severity="warning" title="Nothing fits these conventions">
        <p>
          No series of cAdvisor and no stream of containers is read by them. How does your data call hosts and
          containers? Say it below; what is found appears here at once.
        </p>
        <p>
          Where there is no cAdvisor yet: let Prometheus scrape one on each host. The labels that there are can be seen
          in Explore.
        </p>
      </Alert>
    );
  }
  const logged = withoutLogs && containers.length - withoutLogs.length;
  return (
    <div className={styles.section} style={stale ? { opacity: 0.6 } : undefined}>
      <p className={styles.text}>
        <strong>
          {counted(containers.length, 'container')} on {counted(hosts.filter((one) => one.containers).length, 'host')}
        </strong>
        {logged !== undefined && (
          <>
            {'; '}
            <strong>
              {logged} of {containers.length} containers have logs
            </strong>{' '}
            of the last day
          </>
        )}
        .
      </p>
      {withoutLogs && withoutLogs.length > 0 && <Names title="Without logs" refs={withoutLogs} />}
      {onlyLogs.length > 0 && (
        <Names title="With logs and without metrics now: gone, or called differently" refs={onlyLogs} />
      )}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Host</th>
              <th>Containers</th>
              <th>Node exporter</th>
              <th>Logs</th>
            </tr>
          </thead>
          <tbody>
            {hosts.slice(0, 50).map(({ host, containers: own, node, logs }) => (
              <tr key={host}>
                <td>{host}</td>
                <td>{foundText(own)}</td>
                <td>{foundText(node)}</td>
                <td>{logs === undefined ? 'no Loki' : foundText(logs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hosts.length > 50 && <p className={styles.note}>50 of {hosts.length} hosts are shown.</p>}
      {example.series && <Example title="A series, as it is" labels={example.series} />}
      {example.node && <Example title="A series of node exporter, as it is" labels={example.node} />}
      {example.stream && <Example title="A stream, as it is" labels={example.stream} />}
    </div>
  );
}

function Names({ title, refs }: { title: string; refs: readonly ContainerRef[] }) {
  const styles = useStyles2(getStyles);
  const names = refs.map(nameOf).sort((a, b) => a.localeCompare(b, 'en'));
  return (
    <p className={styles.text}>
      {title}: {names.slice(0, SHOWN).join(', ')}
      {names.length > SHOWN && ` and ${names.length - SHOWN} more`}.
    </p>
  );
}

function Example({ title, labels }: { title: string; labels: Readonly<Record<string, string>> }) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <span className={styles.note}>{title}</span>
      <pre className={styles.example}>
        {Object.entries(labels)
          .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
          .join('\n')}
      </pre>
    </div>
  );
}

function Nginx({ logs, exporters }: { logs: readonly NginxDetection[]; exporters: FoundJobs['nginx'] }) {
  const styles = useStyles2(getStyles);
  const titles = logs.map(
    ({ conventions, detection }) =>
      `${logTitle(conventions)}, ${(100 * detection.confidence).toFixed(0)} % of its lines read`
  );
  return (
    <p className={styles.text}>
      {logs.length === 0
        ? 'No access log of NGINX was found'
        : `Access logs of NGINX: ${titles.join('; ')} (a line is below)`}
      {exporters.length === 0
        ? '; no exporter of NGINX’s own counters (stub_status, VTS) is scraped.'
        : `; its own counters: ${exporters.map(({ job, metric }) => `${job} (${metric})`).join(', ')}.`}
    </p>
  );
}

function Jobs({ found: { jobs, example } }: { found: FoundJobs }) {
  const styles = useStyles2(getStyles);
  const kinds = (Object.keys(KIND) as Array<Application['kind']>).filter((kind) =>
    jobs.some((job) => job.kind === kind)
  );
  return (
    <p className={styles.text}>
      Prometheus scrapes{' '}
      {kinds
        .map((kind) => {
          const names = jobs
            .filter((one) => one.kind === kind)
            .map(({ name, up, instances }) => `${name} (${up} of ${instances} up)`);
          return `${KIND[kind]}: ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''}`;
        })
        .join('; ')}
      .{example && ` The metric ${example.metric} of ${example.job} has ${example.series} series.`}
    </p>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  text: css({ margin: 0, overflowWrap: 'anywhere' }),
  note: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  scroll: css({ overflowX: 'auto' }),
  table: css({
    'th, td': { textAlign: 'left', padding: theme.spacing(0.5, 3, 0.5, 0), whiteSpace: 'nowrap' },
    td: { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  example: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    margin: 0,
  }),
});

import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import type { Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';
import { FindingList } from '../../components/findings/FindingList';
import { loadEvidence } from '../../components/findings/loadEvidence';
import { loadFindings, type Findings } from '../../components/findings/loadFindings';
import { useInstallation } from '../../components/InstallationContext';
import { NoContainers } from '../../components/NoContainers';
import { NothingHere } from '../../components/NothingHere';
import { PageFrame } from '../../components/PageFrame';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { noLoki, noPrometheus } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { EVERYTHING } from '../../signals/scope';
import { HostCards } from './HostCards';
import { loadHosts } from './loadHosts';

/** How many things with findings are listed at first: what fits a screen. */
const FIRST = 25;

/** Is anything wrong, or about to be, and where exactly? */
export default function OverviewPage() {
  const { installation, settings } = useInstallation();
  const { prometheus, loki } = installation;
  return (
    <PageFrame
      title="Overview"
      subTitle="Is anything wrong, or about to be, and where exactly?"
      // It is where the app itself leads to, whose name Grafana would leave out otherwise.
      parent={{ text: 'Quayside', page: 'overview' }}
    >
      {({ range }) => (
        <>
          {prometheus ? (
            <Content source={prometheus} range={range} />
          ) : (
            <ProblemNotice problem={noPrometheus(settings)} />
          )}
          {!loki && <ProblemNotice problem={noLoki(settings)} severity="info" />}
        </>
      )}
    </PageFrame>
  );
}

type Count = [text: string, color: 'red' | 'orange' | 'blue' | 'darkgrey', count: number];

function countBySeverity(findings: readonly Finding[]): Count[] {
  const firing = findings.filter(({ pending }) => !pending);
  const of = (severity: Severity) => firing.filter(({ check }) => check.severity === severity).length;
  const pending = findings.length - firing.length;
  return [
    ['critical', 'red', of('critical')],
    ['warning', 'orange', of('warning')],
    ['info', 'blue', of('info')],
    ...(pending > 0 ? [['pending', 'darkgrey', pending] as Count] : []),
  ];
}

function summary({ findings, asked }: Findings, at: number): string {
  const time = dateTimeFormat(at);
  return findings.length === 0
    ? `None of ${asked} checks holds, as of ${time}.`
    : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} of ${asked} checks, as of ${time}. What is worst, or fails first, comes first.`;
}

function Content({ source, range }: { source: DataSourceChoice; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { installation } = useInstallation();
  const { conventions } = installation;
  const [all, setAll] = useState(false);
  const now = range.to.valueOf();
  const hosts = useLoaded(`${source.uid} ${now}`, (signal) => loadHosts(source, conventions, now, signal));
  const found = useLoaded(`${source.uid} ${now}`, (signal) =>
    loadFindings(source, conventions, EVERYTHING, now, signal)
  );
  const evidence = useLoaded(found.data && !found.loading ? `${source.uid} ${now}` : null, (signal) =>
    loadEvidence(source, conventions, found.data?.findings ?? [], now, signal)
  );

  // With nothing to ask about, "nothing is wrong" would be a lie.
  const empty = hosts.data?.length === 0 && !found.data?.findings.length;
  const counts = countBySeverity(evidence.data?.findings ?? found.data?.findings ?? []);
  return (
    <>
      {found.problem && <ProblemNotice problem={found.problem} />}
      {!found.problem && hosts.problem && <ProblemNotice problem={hosts.problem} />}
      {empty && <NoContainers source={source} />}
      <div className={styles.columns}>
        {!empty && (
          <section className={styles.findings} aria-labelledby="quayside-findings-title">
            <h2 id="quayside-findings-title" className={styles.title}>
              Findings
            </h2>
            {!found.data && found.loading && <LoadingPlaceholder text="Asking the checks…" />}
            {found.data && (
              <p className={styles.summary}>
                {counts.map(([text, color, count]) => (
                  <Badge
                    key={text}
                    color={count > 0 ? color : 'darkgrey'}
                    text={`${count} ${text}`}
                    className={styles.count}
                  />
                ))}
                {summary(found.data, now)}
              </p>
            )}
            {found.data?.failed.map(({ check, problem }) => (
              <ProblemNotice key={check.id} problem={problem} severity="warning" />
            ))}
            {evidence.problem && <ProblemNotice problem={evidence.problem} severity="warning" />}
            {found.data && found.data.findings.length > 0 && (
              <FindingList
                findings={evidence.data?.findings ?? found.data.findings}
                evidence={evidence.data?.series}
                source={source}
                conventions={conventions}
                range={range}
                {...(all ? {} : { limit: FIRST })}
                onShowAll={() => setAll(true)}
              />
            )}
            {found.data && found.data.findings.length === 0 && hosts.data && hosts.data.length > 0 && (
              <NothingHere kind="completed" title="Nothing is wrong">
                Nothing that the checks know of, on {hosts.data.length} {hosts.data.length === 1 ? 'host' : 'hosts'}.
              </NothingHere>
            )}
          </section>
        )}
        {hosts.data && hosts.data.length > 0 && (
          <section className={styles.hosts} aria-labelledby="quayside-hosts-title">
            <h2 id="quayside-hosts-title" className={styles.title}>
              Hosts
            </h2>
            <HostCards hosts={hosts.data} range={range} />
          </section>
        )}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 300px',
    gap: theme.spacing(2),
    alignItems: 'start',
    [theme.breakpoints.down('xl')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  findings: css({ minWidth: 0 }),
  // Where everything stands in one column, a host that is away must not hide below a long list.
  hosts: css({ minWidth: 0, [theme.breakpoints.down('xl')]: { order: -1 } }),
  count: css({ marginRight: theme.spacing(1) }),
  title: css({ ...theme.typography.h4, margin: theme.spacing(0, 0, 0.5) }),
  summary: css({ color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 1) }),
});

import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { EachPlace } from '../../components/EachPlace';
import { useInstallation } from '../../components/InstallationContext';
import { NoContainers } from '../../components/NoContainers';
import { OwnSignals } from '../../components/own/OwnSignals';
import { PageFrame } from '../../components/PageFrame';
import { ProblemNotice } from '../../components/ProblemNotice';
import { sectionTitle } from '../../components/sectionTitle';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { metricsOfLoki } from '../../grafana/settings';
import { noLoki, noPrometheus } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { Everywhere, useReport } from './Everywhere';
import { FindingsSection, OVERVIEW_DEFAULTS } from './FindingsSection';
import { FiringAlerts } from './FiringAlerts';
import { HostCards } from './HostCards';
import { loadHosts } from './loadHosts';
import { NginxCard } from './NginxCard';
import { UnknownAlerts } from './UnknownAlerts';
import { useOverview } from './useOverview';

/** Is anything wrong, or about to be, and where exactly? */
export default function OverviewPage() {
  return (
    <PageFrame
      title="Overview"
      subTitle="Is anything wrong, or about to be, and where exactly?"
      // It is where the app itself leads to, whose name Grafana would leave out otherwise.
      parent={{ text: 'Quayside', page: 'overview' }}
      everywhere
    >
      {({ range }) => (
        <Everywhere range={range}>
          <EachPlace page="overview">
            <OfPlace range={range} />
          </EachPlace>
        </Everywhere>
      )}
    </PageFrame>
  );
}

function OfPlace({ range }: { range: TimeRange }) {
  const { installation, settings } = useInstallation();
  const { prometheus, loki } = installation;
  return (
    <>
      {prometheus ? <Content source={prometheus} range={range} /> : <ProblemNotice problem={noPrometheus(settings)} />}
      {!loki && <ProblemNotice problem={noLoki(settings)} severity="info" />}
    </>
  );
}

function Content({ source, range }: { source: DataSourceChoice; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { loki } = installation;
  const id = useId();
  const [state, change] = useUrlState(OVERVIEW_DEFAULTS);
  const now = range.to.valueOf();
  const hosts = useLoaded(`${source.uid} ${now}`, (signal) => loadHosts(source, installation.conventions, now, signal));
  const overview = useOverview(source, now, { isNow: range.raw.to === 'now', everything: state.logs === 'all' });
  const { metrics, findings, conventions } = overview;

  // With nothing to ask about, "nothing is wrong" would be a lie.
  const empty = hosts.data?.length === 0 && findings.length === 0;
  const unknown = metrics.problem ? 'could not be asked' : empty ? 'has no containers' : undefined;
  useReport({ findings, loading: overview.loading, unknown });
  return (
    <>
      {metrics.problem && <ProblemNotice problem={metrics.problem} />}
      {!metrics.problem && hosts.problem && <ProblemNotice problem={hosts.problem} />}
      {empty && <NoContainers source={source} />}
      <div className={styles.columns}>
        <div className={styles.main}>
          {!empty && (
            <FindingsSection
              overview={overview}
              hosts={hosts.data}
              source={source}
              loki={loki}
              range={range}
              state={state}
              onChange={change}
            />
          )}
          <UnknownAlerts problems={overview.alertProblems} />
          {overview.alerts.length > 0 && <FiringAlerts alerts={overview.alerts} range={range} />}
        </div>
        <div className={styles.side}>
          {hosts.data && hosts.data.length > 0 && (
            <section aria-labelledby={id}>
              <h2 id={id} className={styles.title}>
                Hosts
              </h2>
              <HostCards hosts={hosts.data} range={range} />
            </section>
          )}
          {loki && conventions.nginx && (
            <NginxCard loki={loki} conventions={conventions} range={range} budget={overview.budget} />
          )}
          {loki && (
            <OwnSignals
              metrics={metricsOfLoki(settings, loki.uid)}
              prometheus={source}
              loki={loki}
              conventions={conventions}
              range={range}
              budget={overview.budget}
            />
          )}
        </div>
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
  main: css({ minWidth: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  // In one column it comes below: what is wrong stands first, a host that is away among it.
  side: css({ minWidth: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  title: css(sectionTitle(theme)),
});

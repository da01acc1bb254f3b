import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { EVENT_COLORS } from '../../components/eventColors';
import { EventsLayer } from '../../components/EventsLayer';
import { FindingList } from '../../components/findings/FindingList';
import { loadEvidence } from '../../components/findings/loadEvidence';
import { loadFindings } from '../../components/findings/loadFindings';
import { useInstallation } from '../../components/InstallationContext';
import { LogLines } from '../../components/logs/LogLines';
import { NoContainers } from '../../components/NoContainers';
import { NothingHere } from '../../components/NothingHere';
import { OwnSignals } from '../../components/own/OwnSignals';
import { PageFrame } from '../../components/PageFrame';
import type { PageScene } from '../../components/PageScene';
import { loadLifecycle } from '../../components/loadLifecycle';
import { logsUrl, pageUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { RequestsLink } from '../../components/RequestsLink';
import { formatDuration, formatValue } from '../../components/units';
import { useLoaded } from '../../components/useLoaded';
import { useUrlState } from '../../components/useUrlState';
import { noLoki, noPrometheus } from '../../discovery/installation';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logBudgetOf, metricsOfLoki } from '../../grafana/settings';
import { metricsOfContainer } from '../../signals/derived/ownSignals';
import { logLines } from '../../signals/logs';
import { containerKey, type ContainerRef } from '../../signals/scope';
import type { SignalContext } from '../../signals/signal';
import { eventsWindow, TABLE_WINDOW } from '../../signals/windows';
import { containerPanels } from './containerPanels';
import { Lifecycle } from './Lifecycle';
import { loadFacts, type ContainerFacts } from './loadContainer';

const DEFAULTS = { host: '', container: '', namespace: '', pod: '', line: '' };

/** One container: what it uses, what it says, and what happened to it, on one time axis. */
export default function ContainerPage() {
  const { installation, settings } = useInstallation();
  const [state, update] = useUrlState(DEFAULTS);
  const { prometheus } = installation;
  const { host, container: name, namespace, pod } = state;
  const container = useMemo<ContainerRef>(
    () => ({ host, name, ...(namespace ? { namespace } : {}), ...(pod ? { pod } : {}) }),
    [host, name, namespace, pod]
  );
  return (
    <PageFrame
      title={name || 'Container'}
      subTitle={`on ${host}${pod ? `, pod ${namespace}/${pod}` : ''}`}
      parent={{ text: 'Containers', page: 'containers' }}
    >
      {({ scene, range }) => {
        if (!prometheus) {
          return <ProblemNotice problem={noPrometheus(settings)} />;
        }
        return name === '' || host === '' ? (
          <NothingHere title="Which container?">
            This address names none. <a href={pageUrl('containers', {}, range)}>Choose one from the table.</a>
          </NothingHere>
        ) : (
          <Content
            key={containerKey(container)}
            source={prometheus}
            container={container}
            range={range}
            scene={scene}
            search={state.line}
            onSearch={(line) => update({ line })}
          />
        );
      }}
    </PageFrame>
  );
}

function Facts({ facts, container, range }: { facts: ContainerFacts; container: ContainerRef; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { image, project, service, started, gone, health, memoryLimit, cpuQuota, restarts } = facts;
  // Of a container that is not there nobody says that it has no limit.
  const absent = started === undefined ? 'not known' : 'none';
  const items: Array<[string, string]> = [
    ['Image', image ?? 'not known'],
    ...(project ? [['Project', `${project}${service ? ` / ${service}` : ''}`] as [string, string]] : []),
    ['Started', started === undefined ? 'not known' : `${formatDuration(range.to.valueOf() / 1000 - started)} ago`],
    ['Memory limit', memoryLimit === undefined ? absent : formatValue(memoryLimit, 'bytes')],
    ['CPU quota', cpuQuota === undefined ? absent : `${formatValue(cpuQuota, 'cores')} cores`],
    ['Restarts', restarts === undefined ? 'not known' : formatValue(restarts, 'count')],
  ];
  return (
    <Stack direction="row" gap={2} wrap="wrap" alignItems="center">
      {gone !== undefined ? (
        <Badge color="red" icon="exclamation-triangle" text={`Gone for ${formatDuration(gone)}`} />
      ) : health === 0 ? (
        <Badge color="orange" icon="heart-break" text="Unhealthy" />
      ) : started === undefined ? (
        <Badge color="darkgrey" text="Not there at this time" />
      ) : (
        <Badge color="green" text={health === 1 ? 'Healthy' : 'Running'} />
      )}
      <dl className={styles.facts}>
        {items.map(([title, text]) => (
          <div key={title} className={styles.fact}>
            <dt>{title}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <LinkButton
        size="sm"
        variant="secondary"
        href={pageUrl('containers', { host: encodeURIComponent(container.host) }, range)}
      >
        Others on {container.host}
      </LinkButton>
      <LinkButton size="sm" variant="secondary" icon="gf-logs" href={logsUrl([container], range)}>
        Logs, patterns and exceptions
      </LinkButton>
      <RequestsLink container={container} image={image} service={service} range={range} />
    </Stack>
  );
}

interface ContentProps {
  source: DataSourceChoice;
  container: ContainerRef;
  range: TimeRange;
  scene: PageScene;
  search: string;
  onSearch: (search: string) => void;
}

function Content({ source, container, range, scene, search, onSearch }: ContentProps) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { conventions, loki } = installation;
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const scope = useMemo(() => ({ containers: [container] }), [container]);
  const context = useMemo<SignalContext>(
    () => ({ conventions, scope, window: TABLE_WINDOW, range: eventsWindow({ from, to }) }),
    [conventions, scope, from, to]
  );
  const key = `${source.uid} ${containerKey(container)} ${from} ${to}`;
  const facts = useLoaded(key, (signal) => loadFacts(source, context, to, signal));
  const events = useLoaded(key, (signal) => loadLifecycle(source, context, { from, to }, signal));
  const found = useLoaded(key, async (signal) => {
    const { findings } = await loadFindings(source, conventions, scope, to, signal);
    return loadEvidence({ prometheus: source }, conventions, findings, to, signal);
  });
  // The panels follow the time range by themselves; they are made anew only for another container.
  const [panels, layer] = useMemo(() => {
    const marks = new EventsLayer();
    return [containerPanels(source, loki, { conventions, scope, window: '5m', range: '1h' }, marks), marks] as const;
  }, [source, loki, conventions, scope]);
  const attached = scene.useState().panels;
  useEffect(() => {
    scene.setState({ panels });
    return () => scene.setState({ panels: undefined });
  }, [scene, panels]);
  const happened = events.data;
  useEffect(() => {
    if (happened && attached === panels) {
      layer.show(happened.map(({ time, text, kind }) => ({ time, text, color: EVENT_COLORS[kind] })));
    }
  }, [layer, happened, attached, panels]);
  const problem = facts.problem ?? events.problem ?? found.problem;
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      {facts.data?.nobody && <NoContainers source={source} />}
      {facts.data && <Facts facts={facts.data} container={container} range={range} />}
      {found.data && found.data.findings.length > 0 && (
        <section aria-label="Findings">
          <FindingList
            findings={found.data.findings}
            evidence={found.data.series}
            source={source}
            conventions={conventions}
            range={range}
            withSubject={false}
          />
        </section>
      )}
      {events.data && <Lifecycle events={events.data} from={from} to={to} scene={scene} />}
      <div className={styles.columns}>
        <div className={styles.panels}>
          {attached === panels && <panels.Component model={panels} />}
          {loki && (
            <OwnSignals
              metrics={metricsOfContainer(metricsOfLoki(settings, loki.uid), container)}
              prometheus={source}
              loki={loki}
              conventions={conventions}
              range={range}
              budget={logBudgetOf(settings)}
            />
          )}
        </div>
        <div className={styles.logs}>
          {loki ? (
            <LogLines
              source={loki}
              query={(text) => logLines(context, text)}
              range={range}
              scene={scene}
              search={search}
              onSearch={onSearch}
              whenEmpty="No stream with this container’s host and name has lines in this range. Look at the conventions: do the logs call the host as the metrics do?"
            />
          ) : (
            <ProblemNotice problem={noLoki(settings)} severity="info" />
          )}
        </div>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(2), margin: 0 }),
  fact: css({
    '& dt': { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: 'normal' },
    '& dd': { margin: 0, overflowWrap: 'anywhere' },
  }),
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: theme.spacing(2),
    alignItems: 'start',
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  panels: css({ minWidth: 0 }),
  logs: css({ minWidth: 0, [theme.breakpoints.up('lg')]: { position: 'sticky', top: theme.spacing(10) } }),
});

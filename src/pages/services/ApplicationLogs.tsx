import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { LogLines } from '../../components/logs/LogLines';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import { logsUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noLoki } from '../../discovery/installation';
import type { Instances } from '../../discovery/serviceInstances';
import { hostsSaidBy, namesOf } from '../../insights/services/containersBehind';
import { logLines } from '../../signals/logs';
import { containerKey, type ContainerRef } from '../../signals/scope';
import type { ServicesState, UpdateState } from './servicesState';

interface Props {
  /** How the application is called. */
  name: string;
  found: Instances;
  /** Instances that are chosen; none: all. */
  chosen: readonly string[];
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

/**
 * What the application says: the logs of its containers, and of streams on their hosts that are called like it, as an
 * application pushes them that does not know its container's name; on any host where its containers are not known.
 */
export function ApplicationLogs({ name, found, chosen, scene, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { conventions, loki } = installation;
  const { behind, streams, names, where, unsure } = useMemo(() => {
    const isChosen = (instance: string) => chosen.length === 0 || chosen.includes(instance);
    const own = found.containers.filter(({ instance }) => isChosen(instance));
    const containers = [...new Map(own.map(({ container }) => [containerKey(container), container])).values()];
    const targets = found.instances.filter(({ instance }) => isChosen(instance)).map(({ labels }) => labels);
    const places = containers.length > 0 ? containers.map(({ host }) => host) : hostsSaidBy(conventions, targets);
    const hosts = places.length > 0 ? [...new Set(places)] : [''];
    // An address may be that of the host: then it names no stream.
    const called = namesOf(name, targets).names.filter((one) => !hosts.includes(one));
    const named = hosts.flatMap((host) => called.map((one): ContainerRef => ({ host, name: one })));
    return {
      behind: containers,
      streams: [...containers, ...named],
      names: called,
      where: places.length > 0 ? `on ${hosts.join(' or ')}` : 'on any host',
      unsure: own.some(({ oneOfSeveral }) => oneOfSeveral),
    };
  }, [found, chosen, name, conventions]);
  const known = behind.length > 0;
  if (!loki) {
    return <ProblemNotice problem={noLoki(settings)} severity="info" />;
  }
  if (streams.length === 0) {
    // Asking for no container is asking for all of them.
    return (
      <NothingHere title="Nothing says which logs are its own">
        Its job has no name, and its targets are addresses: give them a label that names their container, or service.
      </NothingHere>
    );
  }
  return (
    <section aria-label="Logs of the application" className={styles.section}>
      <Stack direction="row" gap={1} alignItems="baseline" justifyContent="space-between" wrap="wrap">
        <h3 className={styles.title}>Logs</h3>
        {known && (
          <LinkButton size="sm" variant="secondary" icon="gf-logs" href={logsUrl(behind, range)}>
            Logs, patterns and exceptions
          </LinkButton>
        )}
      </Stack>
      <p className={styles.quiet}>
        {known
          ? `Of its containers, and of streams on their hosts that are called ${names.join(' or ')}.`
          : `Of streams, ${where}, whose container is called ${names.join(' or ')}.`}
        {unsure &&
          ' Several hosts have such a container, and its target does not say on which it runs: lines of others may be among these. Give the target a label host.'}
      </p>
      <LogLines
        source={loki}
        query={(text) => logLines({ conventions, scope: { containers: streams }, window: '5m', range: '1h' }, text)}
        range={range}
        scene={scene}
        search={state.line}
        onSearch={(line) => update({ line })}
        whenEmpty={
          known
            ? 'No stream with the host and name of its containers has lines in this range. Look at the conventions: do the logs call the host as the metrics do?'
            : 'No stream is called like this application. Give its streams the label of its container (see the conventions), or its scrape target a label that names its container.'
        }
      />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  title: css({ ...theme.typography.h5, margin: 0 }),
  quiet: css({ color: theme.colors.text.secondary, margin: 0, overflowWrap: 'anywhere' }),
});

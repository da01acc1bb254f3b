import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import { LogLines } from '../../components/logs/LogLines';
import type { PageScene } from '../../components/PageScene';
import { logsUrl } from '../../components/paths';
import { ProblemNotice } from '../../components/ProblemNotice';
import { noLoki } from '../../discovery/installation';
import type { Instances } from '../../discovery/services';
import { namesOf } from '../../insights/services/containersBehind';
import { logLines } from '../../signals/logs';
import { containerKey, type ContainerRef } from '../../signals/scope';
import type { ServicesState, UpdateState } from './servicesState';

interface Props {
  job: string;
  found: Instances;
  /** Instances that are chosen; none: all. */
  chosen: readonly string[];
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

/** What the application says: the logs of its containers, or of streams that are called like it where those are not known. */
export function ApplicationLogs({ job, found, chosen, scene, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { conventions, loki } = installation;
  const { known, containers } = useMemo(() => {
    const isChosen = (instance: string) => chosen.length === 0 || chosen.includes(instance);
    const behind = found.containers.filter(({ instance }) => isChosen(instance)).map(({ container }) => container);
    const distinct = [...new Map(behind.map((one) => [containerKey(one), one])).values()];
    const targets = found.instances.filter(({ instance }) => isChosen(instance)).map(({ labels }) => labels);
    const called = namesOf(job, targets).names.map((name): ContainerRef => ({ host: '', name }));
    return distinct.length > 0 ? { known: true, containers: distinct } : { known: false, containers: called };
  }, [found, chosen, job]);
  if (!loki) {
    return <ProblemNotice problem={noLoki(settings)} severity="info" />;
  }
  return (
    <section aria-label="Logs of the application" className={styles.section}>
      <Stack direction="row" gap={1} alignItems="baseline" justifyContent="space-between" wrap="wrap">
        <h3 className={styles.title}>Logs</h3>
        {known && (
          <LinkButton size="sm" variant="secondary" icon="gf-logs" href={logsUrl(containers, range)}>
            Logs, patterns and exceptions
          </LinkButton>
        )}
      </Stack>
      {!known && (
        <p className={styles.quiet}>
          Of streams, on any host, whose container is called {containers.map(({ name }) => name).join(' or ')}.
        </p>
      )}
      <LogLines
        source={loki}
        query={(text) => logLines({ conventions, scope: { containers }, window: '5m', range: '1h' }, text)}
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

import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { SceneCSSGridLayout } from '@grafana/scenes';
import { Combobox, Field, Stack, TextLink, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../components/InstallationContext';
import type { PageScene } from '../../components/PageScene';
import { containerUrl } from '../../components/paths';
import { lineOf, signalPanel } from '../../components/signalPanel';
import { withAxis } from '../../components/withAxis';
import { listOf, textOf } from '../../signals/urlList';
import { queryInstant } from '../../grafana/prometheus';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import type { Conventions } from '../../signals/conventions';
import { containerOf } from '../../signals/identity';
import { EVERYTHING, type ContainerRef } from '../../signals/scope';
import type { SignalContext } from '../../signals/signal';

interface Props {
  conventions: Conventions;
  scene: PageScene;
  /** The chosen container as the URL holds it. */
  under: string;
  onChange: (under: string) => void;
  range: TimeRange;
}

/** A container as the URL holds it: host and name, on Kubernetes namespace and pod too. */
export function underText({ host, name, namespace, pod }: ContainerRef): string {
  return textOf([host, name, ...(namespace === undefined && pod === undefined ? [] : [namespace ?? '', pod ?? ''])]);
}

function containerUnder(under: string): ContainerRef | undefined {
  const [host, name, namespace, pod] = listOf(under);
  return host && name ? { host, name, ...(namespace ? { namespace } : {}), ...(pod ? { pod } : {}) } : undefined;
}

/** The CPU and memory of one container under the traffic, on the same time axis: how a cause is found. */
export function Resources({ conventions, scene, under, onChange, range }: Props) {
  const styles = useStyles2(getStyles);
  const { installation } = useInstallation();
  const { prometheus } = installation;
  const container = useMemo(() => containerUnder(under), [under]);
  const grid = useMemo(() => {
    if (!prometheus || !container) {
      return undefined;
    }
    const context: SignalContext = {
      conventions,
      scope: { containers: [container] },
      window: '$__rate_interval',
      range: '1h',
    };
    const shared = { source: prometheus, minStepSeconds: conventions.containers.scrapeSeconds };
    return new SceneCSSGridLayout({
      templateColumns: 'minmax(0, 1fr)',
      autoRows: '160px',
      children: [
        signalPanel({
          ...shared,
          title: `CPU of ${container.name}`,
          description: C.cpuCores.description,
          unit: 'cores',
          lines: [
            lineOf(C.cpuCores, context, { legend: 'Used' }),
            lineOf(C.cpuQuota, context, { legend: 'Quota', style: 'limit' }),
          ],
          whenEmpty: 'No value in this range.',
        }),
        signalPanel({
          ...shared,
          title: `Memory of ${container.name}`,
          description: C.memoryWorkingSet.description,
          unit: 'bytes',
          lines: [
            lineOf(C.memoryWorkingSet, context, { legend: 'Working set' }),
            lineOf(C.memoryLimit, context, { legend: 'Limit', style: 'limit' }),
          ],
          whenEmpty: 'No value in this range.',
        }),
      ].map(withAxis),
    });
  }, [prometheus, conventions, container]);
  const attached = scene.useState().under;
  useEffect(() => {
    // The page's own charts hold the scene's one place; these hang on the scene beside them.
    scene.setState({ under: grid });
    return () => scene.setState({ under: undefined });
  }, [scene, grid]);
  if (!prometheus) {
    return null;
  }
  const options = async (typed: string) => {
    const context: SignalContext = {
      conventions,
      scope: typed ? { search: typed } : EVERYTHING,
      window: '5m',
      range: '1h',
    };
    const found = await queryInstant(prometheus, C.startTime.query(context), range.to.valueOf());
    return found
      .map(({ labels }) => containerOf(conventions, labels))
      .sort((a, b) => a.name.localeCompare(b.name) || a.host.localeCompare(b.host))
      .slice(0, 200)
      .map((one) => ({ value: underText(one), label: `${one.name} on ${one.host}` }));
  };
  return (
    <section className={styles.section} aria-label="A container under the traffic">
      <Stack direction="row" gap={1} alignItems="flex-end" wrap="wrap">
        <Field label="Lay a container’s CPU and memory under the traffic" noMargin>
          <Combobox
            id="quayside-under"
            width={40}
            isClearable
            placeholder="Choose a container"
            options={options}
            value={container ? { value: under, label: `${container.name} on ${container.host}` } : null}
            onChange={(chosen) => onChange(chosen?.value ?? '')}
          />
        </Field>
        {container && <TextLink href={containerUrl(container, range)}>All about {container.name}</TextLink>}
      </Stack>
      {grid && attached === grid && <grid.Component model={grid} />}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
});

import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Badge, TextLink, useStyles2 } from '@grafana/ui';
import { cardStyle } from '../../components/cardStyle';
import { useAtPlace } from '../../components/InstallationContext';
import { pageUrl } from '../../components/paths';
import { UsageBar } from '../../components/UsageBar';
import { formatValue } from '../../components/units';
import type { HostState } from './loadHosts';

function Share({ name, value, host }: { name: string; value: number | undefined; host: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.share}>
      <span className={styles.name}>{name}</span>
      {value === undefined ? (
        <span className={styles.missing}>not exported</span>
      ) : (
        <>
          <div className={styles.bar}>
            <UsageBar ratio={value} label={`${name} of ${host}`} />
          </div>
          <span className={styles.number}>{formatValue(value, 'ratio')}</span>
        </>
      )}
    </div>
  );
}

/** Each host with what it has left; those that do not answer first. */
export function HostCards({ hosts, range }: { hosts: readonly HostState[]; range: TimeRange }) {
  const atPlace = useAtPlace();
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.grid} data-testid="quayside-hosts">
      {hosts.map(({ host, up, containers, cores, cpu, memory, disk }) => (
        <li key={host} className={styles.card}>
          <div className={styles.head}>
            <TextLink href={atPlace(pageUrl('containers', { host: encodeURIComponent(host) }, range))} inline={false}>
              {host}
            </TextLink>
            {up === false && <Badge color="red" icon="exclamation-triangle" text="Does not answer" />}
          </div>
          {up === false ? (
            <p className={styles.missing}>Nothing is known of it since it stopped answering.</p>
          ) : (
            <>
              <div className={styles.facts}>
                {containers === undefined ? 'containers: not exported' : `${containers} containers`}
                {cores === undefined ? '' : `, ${cores} cores`}
              </div>
              <Share name="CPU" value={cpu} host={host} />
              <Share name="Memory" value={memory} host={host} />
              <Share name="Disk" value={disk} host={host} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 240px), 1fr))',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
  card: css({
    ...cardStyle(theme),
    minWidth: 0,
  }),
  head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1), overflowWrap: 'anywhere' }),
  facts: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  share: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  name: css({ width: 56, color: theme.colors.text.secondary }),
  bar: css({ flex: 1 }),
  number: css({ width: 48, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
  missing: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

import React, { useId, useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, Button, TextLink, useStyles2 } from '@grafana/ui';
import { compareAlerts, isSilenced, type MergedAlert } from '../../components/alerts/mergeAlerts';
import { cardStyle } from '../../components/cardStyle';
import { useAtPlace } from '../../components/InstallationContext';
import { pageUrl } from '../../components/paths';
import { sectionTitle } from '../../components/sectionTitle';
import { formatDuration } from '../../components/units';

const FIRST = 5;

/** Labels that say nothing of what an alert is about. */
const PLAIN = new Set(['alertname', 'severity', 'grafana_folder', 'quayside_check', 'quayside_kind']);

const placeText = ({ labels }: MergedAlert) =>
  Object.entries(labels)
    .filter(([name, value]) => !PLAIN.has(name) && !name.startsWith('__') && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** Alerts of others, and of checks that hold no longer: those that stand in no finding. */
export function FiringAlerts({ alerts, range }: { alerts: readonly MergedAlert[]; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const id = useId();
  const atPlace = useAtPlace();
  const sorted = [...alerts].sort(compareAlerts);
  const shown = all ? sorted : sorted.slice(0, FIRST);
  const now = range.to.valueOf();
  return (
    <section aria-labelledby={id} data-testid="quayside-firing">
      <h2 id={id} className={styles.title}>
        Other alerts that fire
      </h2>
      <ul className={styles.list}>
        {shown.map((alert) => (
          <li key={alert.key} className={styles.alert}>
            <div>
              <TextLink href={atPlace(pageUrl('alerts', { view: 'firing', q: alert.title }, range))} inline={false}>
                {alert.title}
              </TextLink>{' '}
              {isSilenced(alert) && <Badge color="darkgrey" icon="bell-slash" text="Silenced" />}
            </div>
            <div className={styles.detail}>{placeText(alert)}</div>
            <div className={styles.detail}>
              {alert.since === undefined ? (
                ''
              ) : (
                <span title={dateTimeFormat(alert.since)}>for {formatDuration((now - alert.since) / 1000)}, </span>
              )}
              told by {[...new Set(alert.tellers.map(({ name }) => name))].join(', ')}
            </div>
          </li>
        ))}
      </ul>
      {shown.length < sorted.length && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setAll(true)}>
          {`Show all ${sorted.length}`}
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  list: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
  alert: css({
    ...cardStyle(theme),
    overflowWrap: 'anywhere',
    minWidth: 0,
  }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

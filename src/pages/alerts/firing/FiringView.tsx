import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import {
  Badge,
  Button,
  FilterInput,
  LoadingPlaceholder,
  RadioButtonGroup,
  Stack,
  TextLink,
  useStyles2,
} from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { NothingHere } from '../../../components/NothingHere';
import { pageUrl } from '../../../components/paths';
import { formatDuration, formatValue } from '../../../components/units';
import type { Loaded } from '../../../components/useLoaded';
import { alertmanagers } from '../../../grafana/alerting/alertmanagers';
import { missingPermission } from '../../../grafana/alerting/permissions';
import type { RuleState } from '../../../grafana/alerting/ruleStates';
import { getRowStyles } from '../rowStyles';
import { SeverityBadge } from '../../../components/severity';
import { chosenOfRule, chosenText } from '../../../checks/rules/chosenText';
import { alertPlace } from './alertSubject';
import type { Gathered, Held } from '../../../components/alerts/loadFiring';
import {
  compareAlerts,
  isSilenced,
  mergeAlerts,
  type MergedAlert,
  type Teller,
} from '../../../components/alerts/mergeAlerts';
import { SilenceDialog } from './SilenceDialog';
import { SilenceList } from './SilenceList';

const STATES = [
  { value: 'all', label: 'All' },
  { value: 'firing', label: 'Firing' },
  { value: 'pending', label: 'Pending' },
  { value: 'silenced', label: 'Silenced' },
];

const FIRST = 100;

interface Props {
  rules: Loaded<readonly RuleState[]>;
  held: Loaded<Gathered<Held>>;
  range: TimeRange;
  state: { q: string; state: string };
  onChange: (patch: { q?: string; state?: string }) => void;
  /** Something was silenced, or is not any more. */
  onSilences: () => void;
}

/** What fires now, whoever says so, each alert once: since when, where it goes, and what mutes it. */
export function FiringView({ rules, held, range, state, onChange, onSilences }: Props) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  const { conventions } = useInstallation().installation;
  const [silencing, setSilencing] = useState<MergedAlert>();
  const [all, setAll] = useState(false);
  if (!rules.data && !held.data) {
    return rules.loading || held.loading ? <LoadingPlaceholder text="Asking who has alerts…" /> : null;
  }
  const merged = mergeAlerts(rules.data ?? [], held.data?.data.alerts ?? []).sort(compareAlerts);
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = merged.filter((alert) => {
    const text = `${alert.title} ${Object.entries(alert.labels).flat().join(' ')}`.toLowerCase();
    const silenced = isSilenced(alert);
    return (
      words.every((word) => text.includes(word)) &&
      (state.state === 'all' || (state.state === 'silenced' ? silenced : alert.state === state.state && !silenced))
    );
  });
  const cut = all ? shown : shown.slice(0, FIRST);
  const now = held.data?.at ?? range.to.valueOf();
  const truncated = (rules.data ?? []).filter(
    ({ firing, alerts }) => firing > alerts.filter((alert) => alert.state === 'firing').length
  );
  const lacks = missingPermission('silence') && missingPermission('silenceElsewhere');
  return (
    <>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <div className={styles.search}>
          <FilterInput
            value={state.q}
            placeholder="Search alerts and labels"
            aria-label="Search alerts and labels"
            onChange={(q) => onChange({ q })}
          />
        </div>
        <RadioButtonGroup options={STATES} value={state.state} onChange={(next) => onChange({ state: next })} />
        <span className={styles.detail} role="status">
          {merged.filter((alert) => alert.state === 'firing').length} firing,{' '}
          {merged.filter((alert) => alert.state === 'pending').length} pending
        </span>
      </Stack>
      {truncated.map((rule) => (
        <p key={`${rule.source.uid} ${rule.name}`} className={styles.detail}>
          {rule.name} has {rule.firing} alerts; {rule.alerts.length} are listed.
        </p>
      ))}
      {merged.length === 0 && (
        <NothingHere kind="completed" title="Nothing fires">
          {(rules.data ?? []).length === 0
            ? 'There is no alert rule yet: choose checks under Checks, and install them.'
            : `None of ${(rules.data ?? []).length} alert rules.`}
        </NothingHere>
      )}
      {merged.length > 0 && shown.length === 0 && (
        <NothingHere title="No alert matches">Search for something else, or show all of them.</NothingHere>
      )}
      <ul className={rowStyles.list} data-testid="quayside-alerts">
        {cut.map((alert) => (
          <AlertRow
            key={alert.key}
            alert={alert}
            place={alertPlace(conventions, chosenOfRule(alert)?.check, alert.labels, range)}
            range={range}
            now={now}
            lacks={lacks}
            onSilence={() => setSilencing(alert)}
          />
        ))}
      </ul>
      {cut.length < shown.length && (
        <Button variant="secondary" fill="text" onClick={() => setAll(true)}>
          {`Show all ${shown.length}`}
        </Button>
      )}
      {held.data && <SilenceList silences={held.data.data.silences} now={now} onEnded={onSilences} />}
      {silencing && (
        <SilenceDialog
          alert={silencing}
          alerts={merged}
          sources={alertmanagers()}
          onDone={(made) => {
            setSilencing(undefined);
            if (made) {
              onSilences();
            }
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  alert: MergedAlert;
  place: { text: string; href: string | undefined };
  range: TimeRange;
  now: number;
  /** The permission that is missing for silencing. */
  lacks: string | undefined;
  onSilence: () => void;
}

function goesTo(tellers: readonly Teller[]): string {
  return [...new Set(tellers.flatMap(({ receivers }) => receivers))].join(', ');
}

function AlertRow({ alert, place, range, now, lacks, onSilence }: RowProps) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  const chosen = chosenOfRule(alert);
  const silenced = isSilenced(alert);
  const inhibited = alert.tellers.some(({ isInhibited }) => isInhibited);
  const to = goesTo(alert.tellers);
  const value =
    chosen && alert.value !== undefined && chosen.check.unit !== 'state'
      ? formatValue(alert.value, chosen.check.unit)
      : '';
  return (
    <li className={rowStyles.tall} aria-label="Alert">
      <div className={styles.severity}>
        {alert.state === 'pending' ? (
          <Badge color="darkgrey" text="Pending" />
        ) : (
          <SeverityBadge severity={alert.labels['severity']} />
        )}
      </div>
      <div className={styles.text}>
        <div>
          {chosen ? (
            <TextLink href={pageUrl('check', { check: chosenText(chosen) }, range)} inline={false} color="primary">
              {chosen.check.title}
            </TextLink>
          ) : (
            <strong>{alert.title}</strong>
          )}
        </div>
        <div className={styles.place}>
          {place.href ? (
            <TextLink href={place.href} inline={false}>
              {place.text}
            </TextLink>
          ) : (
            place.text
          )}
          {alert.isFault ? ' · the rule itself failed' : ''}
        </div>
        <div className={styles.detail}>
          {value && `${value} · `}
          {alert.since !== undefined && (
            <span title={dateTimeFormat(alert.since)}>for {formatDuration((now - alert.since) / 1000)}</span>
          )}
          {to && ` · goes to ${to}`}
        </div>
      </div>
      <div className={styles.badges}>
        {silenced && <Badge color="purple" icon="bell-slash" text="Silenced" />}
        {inhibited && <Badge color="purple" text="Muted by another alert" />}
        {[...new Set(alert.tellers.map(({ name }) => name))].map((name) => (
          <Badge key={name} color="blue" text={name} tooltip={`${name} tells of it`} />
        ))}
        <Button
          size="sm"
          variant="secondary"
          icon="bell-slash"
          disabled={lacks !== undefined}
          tooltip={lacks ? `You need the permission ${lacks}` : 'Silence it'}
          aria-label={`Silence ${alert.title} of ${place.text}`}
          onClick={onSilence}
        />
      </div>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  search: css({ flex: '1 1 200px', maxWidth: 360 }),
  severity: css({ width: 80 }),
  text: css({ flex: '1 1 300px', minWidth: 0 }),
  place: css({ overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  badges: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), alignItems: 'center' }),
});

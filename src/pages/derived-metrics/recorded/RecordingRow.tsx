import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, dateTimeFormatTimeAgo, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, Button, ConfirmModal, LinkButton, Stack, useStyles2, type BadgeColor } from '@grafana/ui';
import { toYaml } from '../../../checks/rules/toYaml';
import { useInstallation } from '../../../components/InstallationContext';
import { sizeText } from '../../../components/logs/sizeText';
import { YamlView } from '../../../components/YamlView';
import { exploreUrl } from '../../../grafana/exploreUrl';
import type { Recording, RecordingHealth } from '../../../grafana/recordings';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedReading } from '../../../signals/derived/derivedReading';
import { builderUrl } from '../builder/builderState';
import { LIBRARY_TITLES } from '../library/titles';

/** What a point in Explore tells of. */
const READ_OVER = '5m';

export type RecordingAction = 'pause' | 'resume' | 'remove';

/** What each state is called, and what to do about it. */
const HEALTH: Record<RecordingHealth, { text: string; color: BadgeColor; advice?: string }> = {
  recording: { text: 'Recording', color: 'green' },
  failing: { text: 'Failing', color: 'red', advice: 'Loki’s ruler cannot evaluate it. Its own words:' },
  stopped: {
    text: 'Stopped',
    color: 'orange',
    advice:
      'The rules are there, and samples come no more: look whether the ruler runs, and whether its remote write still reaches Prometheus. Pages read the logs meanwhile.',
  },
  never: {
    text: 'Nothing arrives',
    color: 'red',
    advice:
      'The ruler evaluates it, and Prometheus has no sample of it: set ruler.remote_write in Loki’s configuration, and start Prometheus with --web.enable-remote-write-receiver.',
  },
  waiting: { text: 'Not evaluated yet', color: 'blue', advice: 'The ruler looks for new rules about once a minute.' },
  paused: { text: 'Paused', color: 'darkgrey', advice: 'Its rules are kept in the settings, and not evaluated.' },
  elsewhere: {
    text: 'Rules elsewhere',
    color: 'purple',
    advice:
      'Prometheus has samples of it, and this ruler no rules: they are in a file, in another ruler, or were removed.',
  },
  unknown: { text: 'Not known', color: 'darkgrey', advice: 'Prometheus could not be asked for its samples.' },
};

const timeText = (time: number) => dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm' });

interface Props {
  recording: Recording;
  /** Its definition, where it was made here. */
  metric: DerivedMetric | undefined;
  range: TimeRange;
  /** The permission that is missing for any change. */
  lacks: string | undefined;
  isBusy: boolean;
  onAction: (action: RecordingAction) => void;
}

/** One recording: what, by which rule, since when, how it fares, what it costs. */
export function RecordingRow({ recording, metric, range, lacks, isBusy, onAction }: Props) {
  const styles = useStyles2(getStyles);
  const { prometheus } = useInstallation().installation;
  const [asking, setAsking] = useState(false);
  const { facts, group, health, lastError, since, newest, series, bytesPerDay, savedPerLook } = recording;
  const { text, color, advice } = HEALTH[health];
  const [, shown = facts.metrics[0]] = facts.metrics;
  const details: Array<[string, string]> = [
    ['Since', since === undefined ? 'no sample in 30 days' : timeText(since)],
    ['Newest sample', newest === undefined ? '–' : dateTimeFormatTimeAgo(newest)],
    ['Series', series === undefined ? '–' : series.toLocaleString('en')],
    ['Rules', group ? `${group.rules.length} in ${group.name}, every ${facts.times.intervalSeconds} s` : '–'],
    ['Read a day', bytesPerDay === undefined ? '–' : sizeText(bytesPerDay)],
    ['Spared by each look at a day', savedPerLook === undefined ? '–' : `${sizeText(savedPerLook)} a chart`],
  ];
  return (
    <li className={styles.row} data-testid="quayside-recording">
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center" justifyContent="space-between">
        <h3 className={styles.title}>
          {metric?.title ?? LIBRARY_TITLES[facts.set] ?? facts.set} <Badge text={text} color={color} />
        </h3>
        <Stack direction="row" gap={1} wrap="wrap">
          {prometheus && shown && (
            <LinkButton
              size="sm"
              variant="secondary"
              fill="text"
              icon="compass"
              href={exploreUrl(prometheus, metric ? derivedReading(metric, READ_OVER) : shown, {
                from: range.from.valueOf(),
                to: range.to.valueOf(),
              })}
            >
              Explore
            </LinkButton>
          )}
          {metric && (
            <LinkButton size="sm" variant="secondary" fill="text" icon="pen" href={builderUrl(metric, range)}>
              Edit
            </LinkButton>
          )}
          {group && (
            <>
              <Button
                size="sm"
                variant="secondary"
                fill="text"
                icon={health === 'paused' ? 'play' : 'pause'}
                disabled={isBusy || lacks !== undefined}
                tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
                onClick={() => onAction(health === 'paused' ? 'resume' : 'pause')}
              >
                {health === 'paused' ? 'Resume' : 'Pause'}
              </Button>
              <Button
                size="sm"
                variant="destructive"
                fill="text"
                icon="trash-alt"
                disabled={isBusy || lacks !== undefined}
                tooltip={lacks ? `You need the permission ${lacks}: ask an administrator` : undefined}
                onClick={() => setAsking(true)}
              >
                Remove
              </Button>
            </>
          )}
        </Stack>
      </Stack>
      {(advice || lastError) && (
        <p className={styles.advice}>
          {advice} {lastError && <code>{lastError}</code>}
        </p>
      )}
      <dl className={styles.details}>
        {details.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {group && (
        <YamlView name={`${group.name}.yaml`} about="as Loki’s ruler has it" text={toYaml({ groups: [group] })} />
      )}
      <ConfirmModal
        isOpen={asking}
        title={`Remove ${facts.set}`}
        body="Its rules go, and pages read the logs again. What it recorded stays in Prometheus."
        confirmText="Remove"
        onConfirm={() => {
          setAsking(false);
          onAction('remove');
        }}
        onDismiss={() => setAsking(false)}
      />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(1, 1.5),
    minWidth: 0,
  }),
  title: css({ fontSize: theme.typography.h5.fontSize, margin: 0, overflowWrap: 'anywhere' }),
  advice: css({ margin: theme.spacing(0.5, 0), color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  details: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
    margin: theme.spacing(0.5, 0),
    '& dt': { fontWeight: 'normal', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
    '& dd': { margin: 0, fontVariantNumeric: 'tabular-nums' },
  }),
});

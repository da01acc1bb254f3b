import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, dateTimeFormatTimeAgo, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, Button, ConfirmModal, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { toYaml } from '../../../checks/rules/toYaml';
import { cardStyle } from '../../../components/cardStyle';
import { useInstallation } from '../../../components/InstallationContext';
import { sizeText } from '../../../components/logs/sizeText';
import type { PageScene } from '../../../components/PageScene';
import { YamlView } from '../../../components/YamlView';
import { exploreUrl } from '../../../grafana/exploreUrl';
import type { Recording } from '../../../grafana/recordings';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { countsReading, derivedReading } from '../../../signals/derived/derivedReading';
import { durationText } from '../../../signals/promql';
import { REMEMBERED_DAYS } from '../../../signals/recorded/recordedQueries';
import { builderUrl } from '../builder/builderState';
import { LIBRARY_TITLES } from '../library/titles';
import { HEALTH, ownerText } from './healthTexts';
import { RecordingChart } from './RecordingChart';

/** What a point in Explore tells of, at least. Seconds. */
const READ_OVER = 300;

export type RecordingAction = 'pause' | 'resume' | 'remove';

const timeText = (time: number) => dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm' });

/** The first sample is looked for at times so far apart. Milliseconds. */
const SINCE_STEP_MS = 15 * 60_000;

/** Since when something is recorded; how long before, where that is further back than is looked. */
function sinceText(since: number | undefined): string {
  if (since === undefined) {
    return `no sample in ${REMEMBERED_DAYS} days`;
  }
  const isCut = since < Date.now() - REMEMBERED_DAYS * 86400_000 + 2 * SINCE_STEP_MS;
  return isCut ? `more than ${REMEMBERED_DAYS} days` : timeText(since);
}

interface Props {
  recording: Recording;
  /** Its definition, where it was made here. */
  metric: DerivedMetric | undefined;
  range: TimeRange;
  scene: PageScene;
  /** The permission that is missing for each kind of change. */
  lacks: { pause?: string; remove?: string };
  isBusy: boolean;
  onAction: (action: RecordingAction) => void;
}

/** One recording: what, by which rule, since when, how it fares, what it costs. */
export function RecordingRow({ recording, metric, range, scene, lacks, isBusy, onAction }: Props) {
  const styles = useStyles2(getStyles);
  const { prometheus, loki } = useInstallation().installation;
  const [asking, setAsking] = useState(false);
  const [isDrawn, setDrawn] = useState(false);
  const { facts, group, owner, health, lastError, since, newest, series, bytesPerDay, savedPerLook } = recording;
  const { text, color, advice } = HEALTH[health];
  const shown = facts.metrics.find((name) => name !== facts.heartbeat);
  const readOver = durationText(Math.max(READ_OVER, facts.times.intervalSeconds));
  const owned = ownerText(owner, loki?.name ?? 'Loki');
  const isOurs = owner.kind === 'us' || (owner.kind === 'grafana' && owner.isOurs);
  const details: Array<[string, string]> = [
    // Only what has a heartbeat tells when it was recorded.
    ...(facts.heartbeat || !group
      ? ([
          ['Since', sinceText(since)],
          ['Newest sample', newest === undefined ? '–' : dateTimeFormatTimeAgo(newest)],
        ] satisfies Array<[string, string]>)
      : []),
    ['Series now', series === undefined ? '–' : series.toLocaleString('en')],
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
            <Button
              size="sm"
              variant="secondary"
              fill="text"
              icon="chart-line"
              aria-expanded={isDrawn}
              onClick={() => setDrawn(!isDrawn)}
            >
              Draw
            </Button>
          )}
          {prometheus && shown && (
            <LinkButton
              size="sm"
              variant="secondary"
              fill="text"
              icon="compass"
              href={exploreUrl(prometheus, metric ? derivedReading(metric, readOver) : countsReading(shown, readOver), {
                from: range.from.valueOf(),
                to: range.to.valueOf(),
              })}
            >
              Explore
            </LinkButton>
          )}
          {metric && (
            <LinkButton
              size="sm"
              variant="secondary"
              fill="text"
              icon="pen"
              href={builderUrl(metric, range, owner.kind === 'grafana' ? 'grafana' : 'loki')}
            >
              Edit
            </LinkButton>
          )}
          {group && isOurs && (
            <>
              <Button
                size="sm"
                variant="secondary"
                fill="text"
                icon={health === 'paused' ? 'play' : 'pause'}
                disabled={isBusy || lacks.pause !== undefined}
                tooltip={lacks.pause ? `You need the permission ${lacks.pause}: ask an administrator` : undefined}
                onClick={() => onAction(health === 'paused' ? 'resume' : 'pause')}
              >
                {health === 'paused' ? 'Resume' : 'Pause'}
              </Button>
              <Button
                size="sm"
                variant="destructive"
                fill="text"
                icon="trash-alt"
                disabled={isBusy || lacks.remove !== undefined}
                tooltip={lacks.remove ? `You need the permission ${lacks.remove}: ask an administrator` : undefined}
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
      {owned && <p className={styles.advice}>{owned}</p>}
      <dl className={styles.details}>
        {details.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isDrawn && prometheus && (
        <RecordingChart recording={recording} metric={metric} prometheus={prometheus} scene={scene} />
      )}
      {group && (
        <YamlView
          name={`${group.name}.yaml`}
          about="its rules, for a ruler of Loki’s"
          text={toYaml({ groups: [group] })}
        />
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
  row: css({ ...cardStyle(theme), minWidth: 0 }),
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

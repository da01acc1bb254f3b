import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Icon, TextLink, useStyles2 } from '@grafana/ui';
import { pageUrl } from '../../components/paths';
import type { Recordings } from './useRecordings';

const timeText = (time: number) => dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm' });

interface Props {
  recordings: Recordings;
  /** The reader wants the logs themselves, and not a recording. */
  off: boolean;
  onOff: () => void;
}

/** What the charts and totals are read from: a recording, the logs, or one after the other. */
export function RecordingNotice({ recordings, off, onOff }: Props) {
  const styles = useStyles2(getStyles);
  const { story, lacks, problem } = recordings;
  if (off) {
    return null;
  }
  if (problem) {
    return (
      <p className={styles.line} role="status" data-testid="quayside-recorded">
        <Icon name="info-circle" /> All is read from the logs: whether these numbers are recorded could not be asked (
        {problem.title}).
      </p>
    );
  }
  if (lacks) {
    return (
      <p className={styles.line} role="status" data-testid="quayside-recorded">
        <Icon name="info-circle" /> Requests are recorded, but not by what these filters ask: all is read from the logs.
      </p>
    );
  }
  if (!story) {
    return null;
  }
  const { since, stopped, holes } = story;
  const [hole] = holes;
  return (
    <>
      {stopped !== undefined && (
        <Alert severity="warning" title={`Nothing has been recorded since ${timeText(stopped)}`}>
          From then on the charts are read from the logs, which costs more. Look under{' '}
          <TextLink href={pageUrl('derived', {})}>Derived metrics</TextLink> whether the rules are still there and
          healthy, and whether Loki’s ruler still writes to Prometheus.
        </Alert>
      )}
      <p className={styles.line} role="status" data-testid="quayside-recorded">
        <Icon name="database" />
        <span>
          {since === undefined
            ? 'Charts and totals are recorded'
            : `Charts and totals are recorded since ${timeText(since)}, before that they are read from the logs`}
          {hole
            ? `; from ${timeText(hole.from)} to ${timeText(hole.to)}${holes.length > 1 ? `, and ${holes.length - 1} more times,` : ''} nothing was recorded, and the logs fill in`
            : ''}
          . Percentiles are those of recorded buckets. Lists and lines come from the logs.
        </span>
        <Button size="sm" variant="secondary" fill="text" onClick={onOff}>
          Read the logs instead
        </Button>
      </p>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    alignItems: 'center',
    margin: 0,
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});

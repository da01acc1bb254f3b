import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Icon, TextLink, useStyles2 } from '@grafana/ui';
import { pageUrl } from './paths';
import type { RecordingStory } from './recordingStory';

/** Where numbers come from that may be recorded. */
export interface NamedSource {
  /** What they are, in the plural, as within a sentence. */
  name: string;
  source:
    | RecordingStory
    /** From the logs: nothing of this is recorded. */
    | 'unrecorded'
    /** From the logs: it is recorded, but not by what is asked of it. */
    | 'unasked'
    /** From parts of the logs: the holes of its recording are larger than what is read whole. */
    | 'holes';
}

const timeText = (time: number) => dateTimeFormat(time, { format: 'YYYY-MM-DD HH:mm' });

const list = new Intl.ListFormat('en', { type: 'conjunction' });

/** What is to be told of one source, after its name. */
function tellOf(source: NamedSource['source']): string {
  switch (source) {
    case 'unrecorded':
      return 'are not recorded, and read from the logs';
    case 'unasked':
      return 'are read from the logs: they are not recorded by what is chosen here';
    case 'holes':
      return 'are measured on parts of the logs: the holes of their recording hold more than the log budget';
  }
  const { since, holes } = source;
  const [hole] = holes;
  const begun = since === undefined ? '' : ` since ${timeText(since)}, and before that read from the logs`;
  const more = holes.length > 1 ? `, and ${holes.length - 1} more ${holes.length === 2 ? 'time' : 'times'},` : '';
  const filled = hole
    ? `; from ${timeText(hole.from)} to ${timeText(hole.to)}${more} nothing was recorded, and the logs fill in`
    : '';
  return `are recorded${begun}${filled}`;
}

/** Names by what is to be told of them, in the order of the first of each. */
function grouped(sources: readonly NamedSource[], tell: (source: NamedSource['source']) => string | undefined) {
  const groups = new Map<string, string[]>();
  for (const { name, source } of sources) {
    const text = tell(source);
    if (text !== undefined) {
      groups.set(text, [...(groups.get(text) ?? []), name]);
    }
  }
  return [...groups].map(([text, names]) => {
    const all = list.format(names);
    return { text, names: all.charAt(0).toUpperCase() + all.slice(1) };
  });
}

const stoppedText = (source: NamedSource['source']) =>
  typeof source === 'string' || source.stopped === undefined ? undefined : timeText(source.stopped);

interface Props {
  /** None: nothing is told. */
  sources: readonly NamedSource[];
  /** What else is to be said in the same line. */
  note?: string;
  /** What can be done about it. */
  children?: ReactNode;
}

/** What numbers are read from: a recording, the logs, or one after the other; each that differs by itself. */
export function RecordedSources({ sources, note = '', children }: Props) {
  const styles = useStyles2(getStyles);
  if (sources.every(({ source }) => source === 'unrecorded')) {
    return null;
  }
  return (
    <>
      {grouped(sources, stoppedText).map(({ text, names }) => (
        <Alert key={text} severity="warning" title={`${names} have not been recorded since ${text}`}>
          From then on they are read from the logs, which costs more. Look under{' '}
          <TextLink href={pageUrl('derived', {})}>Derived metrics</TextLink> whether the rules are still there and
          healthy, and whether Loki’s ruler still writes to Prometheus.
        </Alert>
      ))}
      <p className={styles.line} role="status" data-testid="quayside-recorded">
        <Icon name="database" />
        <span>
          {grouped(sources, tellOf).map(({ text, names }) => `${names} ${text}. `)}
          {note}
        </span>
        {children}
      </p>
    </>
  );
}

/** That it could not be asked what is recorded. */
export function NoRecordedSources({ why }: { why: string }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.line} role="status" data-testid="quayside-recorded">
      <Icon name="info-circle" /> All is read from the logs: whether these numbers are recorded could not be asked (
      {why}).
    </p>
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
    // Beside the icon, however long it is.
    '& > span': { flex: '1 1 240px', minWidth: 0 },
  }),
});

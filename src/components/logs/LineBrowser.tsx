import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Alert, Button, LoadingPlaceholder, RadioButtonGroup, Stack, Switch, useStyles2 } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { ProblemNotice } from '../ProblemNotice';
import { LineList, type LineListProps } from './LineList';
import { liveSince } from './liveSince';
import { mergeLines, type LineOrder } from './mergeLines';
import { QueryLinks } from './QueryLinks';
import { shownOf, type LineCount } from './shownOf';
import { countText } from './sizeText';
import { useLiveLines } from './useLiveLines';
import { useLogPages } from './useLogPages';
import type { SharedCursor } from './useHoveredTime';

export interface LineBrowserProps extends Pick<LineListProps, 'ownerOf' | 'contentOf' | 'levelIn' | 'details'> {
  /** Of its controls, unique on the page. */
  id: string;
  source: DataSourceChoice;
  /** What is read; of several queries the lines stand together in the order of time. */
  expr: string | readonly string[];
  range: TimeRange;
  scene: SharedCursor;
  order: LineOrder;
  live: boolean;
  onOrder: (order: LineOrder) => void;
  onLive: (live: boolean) => void;
  /** How many lines there are in all, where somebody has counted them. */
  held: LineCount | undefined;
  /** Shown in place of lines where there are none. */
  whenEmpty: ReactNode;
  /** More controls, before the others. */
  controls?: ReactNode;
  /** More links, after the others. */
  links?: ReactNode;
}

const PAGE = 300;

const ORDERS: Array<{ value: LineOrder; label: string }> = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
];

/** Lines of a log, read a page at a time from either end, and as they are written. */
export function LineBrowser(props: LineBrowserProps) {
  const { id, source, expr, range, scene, order, live, onOrder, onLive, held, whenEmpty, controls, links } = props;
  const { ownerOf, contentOf, levelIn, details } = props;
  const styles = useStyles2(getStyles);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const pages = useLogPages(source, expr, { from, to }, order, PAGE);
  // New lines are those after the moment at which somebody asked for them.
  const [started, setStarted] = useState(() => liveSince(to, Date.now()));
  const fresh = useLiveLines(source, expr, live ? started.since : null);
  const lines =
    order === 'newest'
      ? mergeLines<LogLine>(fresh.lines, pages.lines)
      : mergeLines<LogLine>(pages.lines, [...fresh.lines].reverse());
  return (
    <section aria-label="Log lines" className={styles.section}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        {controls}
        <RadioButtonGroup size="sm" options={ORDERS} value={order} onChange={onOrder} aria-label="Order" />
        <Stack direction="row" gap={0.5} alignItems="center">
          {/* A label of the switch's own would stand where assistive technology does not expect any. */}
          <label htmlFor={`${id}-live`}>Live</label>
          <Switch
            id={`${id}-live`}
            value={live}
            onChange={() => {
              setStarted(liveSince(to, Date.now()));
              onLive(!live);
            }}
          />
        </Stack>
        <span className={styles.count} role="status">
          {pages.loading
            ? 'Reading…'
            : pages.problem && pages.lines.length === 0
              ? 'Not read'
              : shownOf({ shown: pages.lines.length, done: pages.done, held, order })}
          {live && `, ${countText(fresh.lines.length)} new`}
        </span>
        <QueryLinks source={source} expr={expr} range={{ from, to }} />
        {links}
      </Stack>
      {pages.problem && <ProblemNotice problem={pages.problem} />}
      {live && fresh.problem && <ProblemNotice problem={fresh.problem} severity="warning" />}
      {live && started.missingFrom !== undefined && (
        <Alert severity="info" title="Some lines lie between the time range and now">
          Those from {dateTimeFormat(started.missingFrom)} until {dateTimeFormat(started.since)} are not shown: move the
          time range to now to see them.
        </Alert>
      )}
      {live && fresh.gaps && (
        <Alert severity="info" title="More lines come than can be shown">
          Some new lines are left out. Choose fewer containers, or filter, to see each of them.
        </Alert>
      )}
      {lines.length === 0 && pages.loading && <LoadingPlaceholder text="Reading the log…" />}
      {lines.length === 0 && !pages.loading && !pages.problem && whenEmpty}
      <LineList
        label={`Log lines, ${order} first`}
        lines={lines}
        scene={scene}
        span={to - from}
        {...{ ownerOf, contentOf, levelIn, details }}
      />
      {pages.lines.length > 0 && !pages.done && (
        <Button
          className={styles.more}
          variant="secondary"
          size="sm"
          onClick={pages.more}
          disabled={pages.loading || pages.reading}
        >
          {pages.reading ? 'Reading…' : `Read ${order === 'newest' ? 'older' : 'later'} lines`}
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  more: css({ alignSelf: 'flex-start' }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

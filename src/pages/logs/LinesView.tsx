import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, InlineSwitch, LoadingPlaceholder, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import { containerText } from '../../components/logs/containerText';
import { LineDetails } from '../../components/logs/LineDetails';
import { LineList } from '../../components/logs/LineList';
import { mergeLines } from '../../components/logs/mergeLines';
import { countText } from '../../components/logs/sizeText';
import { useLiveLines } from '../../components/logs/useLiveLines';
import { useLogPages } from '../../components/logs/useLogPages';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { hasFilter, linesOf, type LogQuery } from '../../signals/logQuery';
import { containerOfStream } from '../../signals/streams';
import { shownOf } from './shownOf';
import { withField, type ChangeLogs, type LogsState } from './logsState';
import type { LogVolumes } from './loadVolume';
import { QueryLinks } from './QueryLinks';

interface Props {
  source: DataSourceChoice;
  query: LogQuery;
  range: TimeRange;
  scene: PageScene;
  volumes: LogVolumes | undefined;
  state: LogsState;
  onChange: ChangeLogs;
}

const PAGE = 300;

const ORDERS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
];

/** The lines themselves. */
export function LinesView({ source, query, range, scene, volumes, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { conventions, selection, filter } = query;
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const expr = linesOf(query);
  const order = state.order === 'oldest' ? 'oldest' : 'newest';
  const pages = useLogPages(source, expr, { from, to }, order, PAGE);
  const live = state.live === '1';
  // New lines are those after the moment at which somebody asked for them, or after what the page has read.
  const [started, setStarted] = useState(() => Date.now());
  const since = live ? Math.max(started, 0) : null;
  const fresh = useLiveLines(source, expr, since);
  const all = mergeLines<LogLine>(fresh.lines, pages.lines);
  const lines = order === 'newest' ? all : mergeLines<LogLine>(pages.lines, [...fresh.lines].reverse());
  const ownerOf =
    selection.scope.containers?.length === 1
      ? undefined
      : (line: LogLine) => {
          const ref = containerOfStream(conventions, line.labels);
          return ref ? containerText(ref) : '';
        };
  return (
    <section aria-label="Log lines" className={styles.section}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <RadioButtonGroup
          size="sm"
          options={ORDERS}
          value={order}
          onChange={(value) => onChange({ order: value })}
          aria-label="Order"
        />
        <InlineSwitch
          id="quayside-logs-live"
          label="Live"
          showLabel
          transparent
          value={live}
          onChange={() => {
            setStarted(Date.now() - 10_000);
            onChange({ live: live ? '' : '1' });
          }}
        />
        <span className={styles.count} role="status">
          {pages.loading
            ? 'Reading…'
            : shownOf({ shown: pages.lines.length, done: pages.done, volumes, levels: filter.levels, order })}
          {live && `, ${countText(fresh.lines.length)} new`}
        </span>
        <QueryLinks source={source} expr={expr} range={{ from, to }} />
      </Stack>
      {pages.problem && <ProblemNotice problem={pages.problem} />}
      {live && fresh.problem && <ProblemNotice problem={fresh.problem} severity="warning" />}
      {live && fresh.gaps && (
        <Alert severity="info" title="More lines come than can be shown">
          Some new lines are left out. Choose fewer containers, or filter, to see each of them.
        </Alert>
      )}
      {lines.length === 0 && pages.loading && <LoadingPlaceholder text="Reading the log…" />}
      {lines.length === 0 && !pages.loading && !pages.problem && (
        <NothingHere title={hasFilter(query) ? 'No line is like that' : 'No log lines'}>
          {hasFilter(query)
            ? 'The streams have no line in this range that all filters let through. Remove one, or choose a longer range.'
            : 'The streams chosen have no line in this range. Choose a longer range or other streams; where none has any, look whether the shipper (Alloy, Promtail, Vector) runs, and at the conventions on the configuration page.'}
        </NothingHere>
      )}
      <LineList
        label={`Log lines, ${order} first`}
        lines={lines}
        scene={scene}
        span={to - from}
        {...(ownerOf ? { ownerOf } : {})}
        details={(line) => (
          <LineDetails
            line={line}
            source={source}
            conventions={conventions}
            scene={scene}
            onField={(condition) => onChange(withField(state, condition))}
          />
        )}
      />
      {pages.lines.length > 0 && !pages.done && (
        <Button variant="secondary" size="sm" onClick={pages.more} disabled={pages.loading || pages.reading}>
          {pages.reading ? 'Reading…' : `Read ${order === 'newest' ? 'older' : 'later'} lines`}
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

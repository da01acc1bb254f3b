import React, { useEffect, useState } from 'react';
import { css, cx } from '@emotion/css';
import { DataHoverEvent, dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import type { SceneObject } from '@grafana/scenes';
import { Button, ClipboardButton, Icon, Input, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import { queryLines, type LogLine } from '../../grafana/loki';
import { levelOf, type Level } from '../../insights/levelOf';
import { NothingHere } from '../NothingHere';
import { ProblemNotice } from '../ProblemNotice';
import { useLoaded } from '../useLoaded';

interface Props {
  source: DataSourceChoice;
  /** The query for the lines that hold a text, or for all with an empty one. */
  query: (search: string) => string;
  range: TimeRange;
  /** Whose cursor the list shares: pointing at a line marks its time in the panels, and the other way round. */
  scene: SceneObject;
  search: string;
  onSearch: (search: string) => void;
  /** What to do where there are no lines. */
  whenEmpty: string;
}

const PAGE = 200;

/** Lines nearer to the cursor than this share of the range are marked. */
const NEAR = 1 / 200;

/** The time under the shared cursor, wherever on the page it is. */
function useHoveredTime(scene: SceneObject): number | undefined {
  const [time, setTime] = useState<number>();
  useEffect(() => {
    const subscription = scene.subscribeToEvent(DataHoverEvent, ({ payload }) => {
      const at: unknown = payload.point?.['time'];
      setTime(typeof at === 'number' ? at : undefined);
    });
    return () => subscription.unsubscribe();
  }, [scene]);
  return time;
}

/** Log lines, newest first, read a page at a time. */
export function LogLines({ source, query, range, scene, search, onSearch, whenEmpty }: Props) {
  const styles = useStyles2(getStyles);
  const [typed, setTyped] = useState({ search, text: search });
  const [asked, setAsked] = useState({ expr: '', limit: PAGE });
  const hovered = useHoveredTime(scene);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const expr = query(search);
  // Another query begins at its first page, and a search that came by the URL replaces what was typed.
  const limit = asked.expr === expr ? asked.limit : PAGE;
  const text = typed.search === search ? typed.text : search;
  const lines = useLoaded(`${source.uid} ${expr} ${from} ${to} ${limit}`, (signal) =>
    queryLines(source, expr, { from, to }, limit, signal)
  );
  const found = lines.data ?? [];
  const point = (line: LogLine | undefined) =>
    scene.publishEvent(new DataHoverEvent({ point: line ? { time: line.time } : {} }), true);
  return (
    <section aria-label="Log" className={styles.section}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text);
        }}
      >
        <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
          <Input
            aria-label="Only lines that contain"
            placeholder="Only lines that contain…"
            prefix={<Icon name="search" />}
            width={30}
            value={text}
            onChange={(event) => setTyped({ search, text: event.currentTarget.value })}
            onBlur={() => onSearch(text)}
          />
          <span className={styles.count} role="status">
            {lines.loading
              ? 'Reading…'
              : found.length < limit
                ? `${found.length} lines, all in this range`
                : `the newest ${found.length} lines`}
          </span>
          <LinkButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="compass"
            href={exploreUrl(source, expr, { from, to })}
          >
            Explore
          </LinkButton>
          <ClipboardButton size="sm" variant="secondary" fill="text" icon="copy" getText={() => expr}>
            Copy query
          </ClipboardButton>
        </Stack>
      </form>
      {lines.problem && <ProblemNotice problem={lines.problem} />}
      {!lines.data && lines.loading && <LoadingPlaceholder text="Reading the log…" />}
      {lines.data && found.length === 0 && (
        <NothingHere title={search ? 'No line contains that' : 'No log lines'}>
          {search ? 'Try another word, or a longer range.' : whenEmpty}
        </NothingHere>
      )}
      <div className={styles.lines} data-testid="quayside-log-lines" onMouseLeave={() => point(undefined)}>
        {found.map((line) => {
          const level = levelOf(line.line, line.labels);
          const near = hovered !== undefined && Math.abs(line.time - hovered) <= (to - from) * NEAR;
          return (
            <div key={line.id} className={cx(styles.line, near && styles.near)} onMouseEnter={() => point(line)}>
              <span className={cx(styles.level, styles[level])} title={level} aria-label={level} />
              <time className={styles.time} dateTime={new Date(line.time).toISOString()}>
                {dateTimeFormat(line.time, { format: 'MM-DD HH:mm:ss.SSS' })}
              </time>
              <span className={styles.text}>{line.line}</span>
            </div>
          );
        })}
      </div>
      {found.length >= limit && (
        <Button
          variant="secondary"
          size="sm"
          onClick={() => setAsked({ expr, limit: Math.min(5000, limit * 2) })}
          disabled={lines.loading || limit >= 5000}
        >
          {limit >= 5000 ? 'Loki answers at most 5,000 lines: choose a shorter range' : 'Read older lines'}
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const level = (color: string) => css({ background: color });
  const levels: Record<Level, string> = {
    critical: level(theme.visualization.getColorByName('purple')),
    error: level(theme.colors.error.main),
    warning: level(theme.colors.warning.main),
    info: level(theme.colors.success.main),
    debug: level(theme.colors.info.main),
    unknown: level(theme.colors.border.medium),
  };
  return {
    ...levels,
    section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
    count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
    lines: css({
      maxHeight: 640,
      overflow: 'auto',
      border: `1px solid ${theme.colors.border.weak}`,
      background: theme.colors.background.primary,
      fontFamily: theme.typography.fontFamilyMonospace,
      fontSize: theme.typography.bodySmall.fontSize,
      '&:empty': { display: 'none' },
    }),
    line: css({
      display: 'flex',
      gap: theme.spacing(1),
      padding: theme.spacing(0, 0.5),
      '&:hover': { background: theme.colors.action.hover },
    }),
    near: css({ background: theme.colors.action.selected }),
    level: css({ width: 3, flexShrink: 0, alignSelf: 'stretch' }),
    time: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
    text: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', minWidth: 0 }),
  };
};

import React, { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { LogLine } from '../../grafana/loki';
import { levelOf } from '../../insights/levelOf';
import { LEVELS, type Level } from '../../signals/logLevels';
import { LEVEL_COLORS } from './levelColors';
import { pointAt, useHoveredTime, type SharedCursor } from './useHoveredTime';

/** What a list of lines shows, and how. */
export interface LineListProps {
  lines: readonly LogLine[];
  /** Whose cursor the list shares: pointing at a line marks its time in the panels, and the other way round. */
  scene: SharedCursor;
  /** Milliseconds: lines nearer to the cursor than a small share of it are marked. */
  span: number;
  /** Named before each line, where lines of several containers stand together. */
  ownerOf?: ((line: LogLine) => string) | undefined;
  /** What a closed line shows; without it, the beginning of its text. Nothing for a line: its text all the same. */
  contentOf?: ((line: LogLine) => ReactNode | undefined) | undefined;
  /** How grave a line is; without it, its labels and words tell. */
  levelIn?: ((line: LogLine) => Level) | undefined;
  /** What an open line shows below itself. Without it lines cannot be opened. */
  details?: ((line: LogLine) => ReactNode) | undefined;
  /** The line that the reader comes from. */
  marked?: string;
  label: string;
}

/** Lines nearer to the cursor than this share of the range are marked. */
const NEAR = 1 / 200;

/** A closed line shows this much: somebody logs whole documents. */
const CLOSED_LENGTH = 1200;
const CLOSED_LINES = 4;

/** The beginning of a text, for a closed line. */
export function beginning(text: string): string {
  const lines = text.split('\n');
  const head = lines.slice(0, CLOSED_LINES).join('\n');
  const cut = head.length > CLOSED_LENGTH ? `${head.slice(0, CLOSED_LENGTH)} …` : head;
  const more = lines.length - CLOSED_LINES;
  return more > 0 ? `${cut}\n… ${more} more line${more === 1 ? '' : 's'}` : cut;
}

/** Lines of a log, each with its time and level. An open one shows more; arrow keys go from line to line. */
export function LineList(props: LineListProps) {
  const { lines, scene, span, ownerOf, contentOf, levelIn, details, marked, label } = props;
  const styles = useStyles2(getStyles);
  const hovered = useHoveredTime(scene);
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string>();
  const inTabOrder = lines.some(({ id }) => id === current) ? current : lines[0]?.id;
  useEffect(() => {
    // The reader comes from this line: it is in the middle of what is shown around it. The page itself stays where it is.
    const row = list.current?.querySelector<HTMLElement>('[data-marked]');
    if (row && list.current) {
      list.current.scrollTop = row.offsetTop - list.current.clientHeight / 3;
    }
  }, [marked, lines.length]);
  const toggle = (id: string) =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) {
        after.add(id);
      }
      return after;
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || !(event.target instanceof HTMLElement) || event.target.dataset['line'] === undefined) {
      return;
    }
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button[data-line]') ?? [])];
    buttons[buttons.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  };
  return (
    <div
      ref={list}
      role="list"
      aria-label={label}
      className={cx(styles.lines, marked !== undefined && styles.low)}
      data-testid="quayside-log-lines"
      onMouseLeave={() => pointAt(scene, undefined)}
      onKeyDown={onKeyDown}
    >
      {lines.map((line) => {
        const level = levelIn?.(line) ?? levelOf(line.line, line.labels);
        const near = hovered !== undefined && Math.abs(line.time - hovered) <= span * NEAR;
        const isOpen = open.has(line.id);
        const place = `${prefix}-${line.id}`;
        const owner = ownerOf?.(line);
        return (
          <div
            key={line.id}
            role="listitem"
            className={cx(styles.item, near && styles.near, line.id === marked && styles.marked)}
            data-marked={line.id === marked || undefined}
            onMouseEnter={() => pointAt(scene, line.time)}
          >
            <div className={styles.line}>
              <span className={cx(styles.level, styles[level])} title={level} aria-label={level} role="img" />
              {details && (
                <button
                  type="button"
                  data-line={line.id}
                  className={styles.toggle}
                  aria-expanded={isOpen}
                  aria-controls={place}
                  aria-label={`${isOpen ? 'Close' : 'Open'} the line of ${dateTimeFormat(line.time)}`}
                  tabIndex={line.id === inTabOrder ? 0 : -1}
                  onFocus={() => setCurrent(line.id)}
                  onClick={() => toggle(line.id)}
                >
                  <Icon name={isOpen ? 'angle-down' : 'angle-right'} />
                </button>
              )}
              <time className={styles.time} dateTime={new Date(line.time).toISOString()}>
                {dateTimeFormat(line.time, { format: 'MM-DD HH:mm:ss.SSS' })}
              </time>
              {owner && <span className={styles.owner}>{owner}</span>}
              {/* For the mouse the whole line opens, unless somebody is selecting text; the keyboard has the button. */}
              <span
                className={cx(styles.text, details && styles.opens)}
                role="presentation"
                onClick={() => {
                  if (details && (window.getSelection()?.toString() ?? '') === '') {
                    toggle(line.id);
                  }
                }}
              >
                {isOpen ? line.line : (contentOf?.(line) ?? beginning(line.line))}
              </span>
            </div>
            {details && isOpen && (
              <div id={place} className={styles.details}>
                {details(line)}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const levels = Object.fromEntries(
    LEVELS.map((level) => [level, css({ background: theme.visualization.getColorByName(LEVEL_COLORS[level]) })])
  ) as Record<Level, string>;
  return {
    ...levels,
    lines: css({
      maxHeight: 'max(480px, 75vh)',
      overflow: 'auto',
      border: `1px solid ${theme.colors.border.weak}`,
      background: theme.colors.background.primary,
      fontFamily: theme.typography.fontFamilyMonospace,
      fontSize: theme.typography.bodySmall.fontSize,
      '&:empty': { display: 'none' },
    }),
    low: css({ maxHeight: 320, position: 'relative' }),
    item: css({ '&:hover': { background: theme.colors.action.hover } }),
    line: css({
      display: 'flex',
      gap: theme.spacing(1),
      padding: theme.spacing(0, 0.5),
      [theme.breakpoints.down('md')]: { flexWrap: 'wrap', columnGap: theme.spacing(1), rowGap: 0 },
    }),
    near: css({ background: theme.colors.action.selected }),
    marked: css({ background: theme.colors.warning.transparent }),
    level: css({ width: 3, flexShrink: 0, alignSelf: 'stretch' }),
    toggle: css({
      border: 'none',
      background: 'none',
      color: theme.colors.text.secondary,
      padding: 0,
      height: '1.5em',
      flexShrink: 0,
    }),
    time: css({ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
    owner: css({
      color: theme.colors.text.link,
      whiteSpace: 'nowrap',
      maxWidth: '16em',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      flexShrink: 0,
    }),
    text: css({
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
      minWidth: 0,
      flexGrow: 1,
      [theme.breakpoints.down('md')]: { flexBasis: '100%', paddingLeft: theme.spacing(1.5) },
    }),
    opens: css({ cursor: 'pointer' }),
    details: css({
      fontFamily: theme.typography.fontFamily,
      padding: theme.spacing(1, 1, 2, 3),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      background: theme.colors.background.secondary,
    }),
  };
};

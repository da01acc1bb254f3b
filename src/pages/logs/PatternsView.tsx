import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, LoadingPlaceholder, Stack, useStyles2, useTheme2 } from '@grafana/ui';
import { LEVEL_COLORS } from '../../components/logs/levelColors';
import { countText } from '../../components/logs/sizeText';
import { MiniChart } from '../../components/MiniChart';
import { NothingHere } from '../../components/NothingHere';
import { ProblemNotice } from '../../components/ProblemNotice';
import { formatValue } from '../../components/units';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { linesOf, type LogQuery } from '../../signals/logQuery';
import { loadPatterns } from './loadPatterns';
import { withPattern, type ChangeLogs, type LogsState } from '../../components/logs/logsState';
import { QueryLinks } from '../../components/logs/QueryLinks';

interface Props {
  source: DataSourceChoice;
  query: LogQuery;
  range: TimeSlice;
  reading: Reading;
  /** How many lines there are; nothing until that is known. */
  held: number | undefined;
  state: LogsState;
  onChange: ChangeLogs;
}

const FIRST = 25;

/** A pattern with its gaps marked. */
export function PatternText({ pattern }: { pattern: string }) {
  const styles = useStyles2(getStyles);
  return (
    <code className={styles.pattern}>
      {pattern.split('<_>').map((literal, index) => (
        <React.Fragment key={index}>
          {index > 0 && (
            <span className={styles.gap} aria-label="anything">
              …
            </span>
          )}
          {literal}
        </React.Fragment>
      ))}
    </code>
  );
}

/** What lines have in common, most frequent first. */
export function PatternsView({ source, query, range, reading, held, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [limit, setLimit] = useState(FIRST);
  const expr = linesOf(query);
  const { data, loading, problem } = useLoaded(
    held === undefined ? null : `${source.uid} ${expr} ${range.from} ${range.to} ${reading.share}`,
    (signal) => loadPatterns(source, query, range, reading, held ?? 0, signal)
  );
  const rows = data?.rows ?? [];
  const shown = rows.slice(0, limit);
  const rest = rows.slice(limit).reduce((sum, { count }) => sum + count, 0);
  return (
    <section aria-label="Patterns" className={styles.section}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <span className={styles.note} role="status">
          {loading || held === undefined
            ? 'Looking for patterns…'
            : data &&
              `${countText(rows.length)} pattern${rows.length === 1 ? '' : 's'} in ${countText(data.total)} lines: ${data.how}.`}
        </span>
        <QueryLinks source={source} expr={expr} range={range} />
      </Stack>
      {problem && <ProblemNotice problem={problem} />}
      {!data && !problem && <LoadingPlaceholder text="Looking for patterns…" />}
      {data && rows.length === 0 && (
        <NothingHere title="No patterns">
          There are no lines to find any in: remove a filter, or choose a longer range.
        </NothingHere>
      )}
      {shown.length > 0 && data && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Filter</th>
              <th scope="col" className={styles.number}>
                Lines
              </th>
              <th scope="col" className={styles.number}>
                Share
              </th>
              <th scope="col" className={styles.chart}>
                Over time
              </th>
              <th scope="col">Pattern</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ pattern, count, level, times, counts, sample }) => (
              <tr key={pattern}>
                <td className={styles.buttons}>
                  <IconButton
                    name="plus-circle"
                    tooltip="Only lines with this pattern"
                    onClick={() => onChange({ ...withPattern(state, { op: '=', pattern }), view: 'lines' })}
                  />
                  <IconButton
                    name="minus-circle"
                    tooltip="Only lines without this pattern"
                    onClick={() => onChange(withPattern(state, { op: '!=', pattern }))}
                  />
                </td>
                <td className={styles.number}>{countText(count)}</td>
                <td className={styles.number}>{formatValue(count / data.total, 'ratio')}</td>
                <td className={styles.chart}>
                  <MiniChart
                    series={{ labels: {}, times, values: counts }}
                    label={`Lines with this pattern over time, ${level}`}
                    color={theme.visualization.getColorByName(LEVEL_COLORS[level])}
                  />
                </td>
                <td title={sample}>
                  <PatternText pattern={pattern} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rest > 0 && (
        <Stack direction="row" gap={1} alignItems="center">
          <span className={styles.note}>
            The top {limit} of {countText(rows.length)}; the rest have {countText(rest)} lines together.
          </span>
          <Button size="sm" variant="secondary" onClick={() => setLimit(limit * 4)}>
            Show more
          </Button>
        </Stack>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    '& th': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium, textAlign: 'left' },
    '& td, & th': { padding: theme.spacing(0.5, 1, 0.5, 0), verticalAlign: 'top' },
    '& tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  buttons: css({ whiteSpace: 'nowrap', width: '1%' }),
  number: css({ '&&': { textAlign: 'right' }, whiteSpace: 'nowrap', width: '1%', fontVariantNumeric: 'tabular-nums' }),
  chart: css({ width: 108, [theme.breakpoints.down('md')]: { display: 'none' } }),
  pattern: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: 'inherit',
    background: 'none',
    border: 'none',
    padding: 0,
    margin: 0,
    color: theme.colors.text.primary,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
  gap: css({
    background: theme.colors.action.selected,
    color: theme.colors.text.secondary,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(0, 0.5),
  }),
});

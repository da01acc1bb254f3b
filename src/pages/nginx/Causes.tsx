import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { causeTitle } from '../../signals/nginx/errorLog';
import { errorLogFilters } from '../../signals/nginx/errorLogFilters';
import { dimensionTitle, type Filter } from '../../signals/nginx/filters';
import { totalOf, type Stepped } from './loadTraffic';
import { intervalText } from './totalTexts';

interface Props {
  found: Stepped;
  filters: readonly Filter[];
  /** The id of the cause whose lines are shown; empty for all. */
  chosen: string;
  onCause: (cause: string) => void;
}

/** The causes of errors with how many lines each has: a click shows those lines. What the chart cannot be filtered by is said. */
export function Causes({ found, filters, chosen, onCause }: Props) {
  const styles = useStyles2(getStyles);
  const { unanswered } = errorLogFilters(filters);
  const asked = [...new Set(unanswered.map(({ dimension }) => dimensionTitle(dimension).toLowerCase()))];
  const causes = found.series
    .map(({ name, values }) => ({ name, total: totalOf(values, found.steps) }))
    .filter(({ total }) => total.value > 0)
    .sort((a, b) => b.total.value - a.total.value);
  return (
    <div className={styles.below} data-testid="quayside-nginx-causes">
      {causes.map(({ name, total }) => (
        <button
          key={name}
          type="button"
          className={styles.cause}
          aria-pressed={chosen === name}
          title={chosen === name ? 'Show the lines of all causes' : 'Show the lines of this cause'}
          onClick={() => onCause(chosen === name ? '' : name)}
        >
          {causeTitle(name) ?? name} <span className={styles.count}>{intervalText(total)}</span>
        </button>
      ))}
      {asked.length > 0 && (
        <p className={styles.note}>Not filtered by {asked.join(', ')}: the error log does not say it.</p>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  below: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(2),
    fontSize: theme.typography.bodySmall.fontSize,
    padding: theme.spacing(0, 1),
  }),
  cause: css({
    background: 'none',
    border: 'none',
    padding: 0,
    color: theme.colors.text.link,
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold },
  }),
  count: css({ color: theme.colors.text.primary, fontVariantNumeric: 'tabular-nums' }),
  note: css({ color: theme.colors.text.secondary, margin: 0, flexBasis: '100%' }),
});

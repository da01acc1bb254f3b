import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Tooltip, useStyles2 } from '@grafana/ui';
import type { Direction } from './sortRows';

interface Props {
  id: string;
  title: string;
  description?: string;
  numeric?: boolean;
  order: string;
  direction: Direction;
  /** Absent: the table cannot be sorted by this column. */
  onSort?: (id: string) => void;
}

/** The head of a column: what it says, and the order of the rows by it. */
export function SortHead({ id, title, description, numeric = false, order, direction, onSort }: Props) {
  const styles = useStyles2(getStyles);
  const active = order === id;
  const label = description ? (
    <Tooltip content={description}>
      <span>{title}</span>
    </Tooltip>
  ) : (
    title
  );
  return (
    <th
      scope="col"
      className={cx(styles.head, numeric && styles.numeric)}
      aria-sort={active ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      {onSort ? (
        <button type="button" className={styles.button} onClick={() => onSort(id)}>
          {label}
          {active && <Icon name={direction === 'asc' ? 'arrow-up' : 'arrow-down'} size="sm" />}
        </button>
      ) : (
        label
      )}
    </th>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    padding: theme.spacing(0.75, 1),
    textAlign: 'left',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  numeric: css({ textAlign: 'right' }),
  button: css({
    background: 'none',
    border: 'none',
    padding: 0,
    color: 'inherit',
    font: 'inherit',
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.25),
    '&:hover': { color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 2 },
  }),
});

import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { PlannedChange } from './plan';

const KINDS: Record<PlannedChange['kind'], { text: string; color: 'green' | 'orange' | 'red' | 'darkgrey' | 'blue' }> =
  {
    added: { text: 'New', color: 'green' },
    moved: { text: 'Moved here', color: 'orange' },
    changed: { text: 'Changed', color: 'orange' },
    removed: { text: 'Removed', color: 'red' },
    same: { text: 'As it is', color: 'darkgrey' },
    foreign: { text: 'Not ours, stays', color: 'blue' },
  };

/** What installing changes, rule by rule, with the fields that differ. */
export function RuleChanges({ changes }: { changes: readonly PlannedChange[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list} data-testid="quayside-changes">
      {changes.map(({ kind, id, name, fields }) => (
        <li key={`${kind} ${id}`} className={styles.row}>
          <Badge {...KINDS[kind]} /> {name}
          {fields.map(({ path, installed: before, wanted: after }) => (
            <div key={path} className={styles.field}>
              <span className={styles.path}>{path}</span>
              {before !== undefined && <del className={styles.before}>{before}</del>}
              {after !== undefined && <ins className={styles.after}>{after}</ins>}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ padding: 0, margin: 0 }),
  row: css({
    listStyle: 'none',
    padding: theme.spacing(0.5, 0),
    overflowWrap: 'anywhere',
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  field: css({
    margin: theme.spacing(0.5, 0, 0, 2),
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
  }),
  path: css({ color: theme.colors.text.secondary, marginRight: theme.spacing(1) }),
  before: css({
    display: 'block',
    background: theme.colors.error.transparent,
    textDecoration: 'none',
    '&::before': { content: '"- "' },
  }),
  after: css({
    display: 'block',
    background: theme.colors.success.transparent,
    textDecoration: 'none',
    '&::before': { content: '"+ "' },
  }),
});

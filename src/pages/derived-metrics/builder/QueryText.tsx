import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Queries as they are sent, each by itself. */
export function QueryText({ exprs, open = true }: { exprs: readonly string[]; open?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <details open={open}>
      <summary>{exprs.length > 1 ? 'The queries' : 'The query'}</summary>
      {exprs.map((expr) => (
        <pre key={expr} className={styles.query} tabIndex={0}>
          {expr}
        </pre>
      ))}
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  query: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    marginTop: theme.spacing(0.5),
  }),
});

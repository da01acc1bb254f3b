import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { FIELD_NAMES, fieldInfo } from '../signals/nginx/fields';
import type { FieldValues } from '../signals/nginx/parse';

/** The fields that were read off one line of an access log. */
export function FieldTable({ values }: { values: FieldValues }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.fields}>
      {FIELD_NAMES.filter((field) => values[field] !== undefined).map((field) => (
        <div key={field}>
          <dt>{fieldInfo(field).title}</dt>
          <dd>{values[field] || '(empty)'}</dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 2),
    margin: 0,
    '& dt': {
      fontWeight: 'normal',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
    },
    '& dd': { margin: 0, color: theme.colors.text.primary, overflowWrap: 'anywhere' },
  }),
});

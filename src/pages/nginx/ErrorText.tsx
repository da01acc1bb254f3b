import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { beginning } from '../../components/logs/LineList';
import type { ErrorLine } from '../../signals/nginx/errorLog';

/** A line of the error log: what went wrong, then NGINX's own words. */
export function ErrorText({ error }: { error: ErrorLine }) {
  const styles = useStyles2(getStyles);
  const { cause, message, details } = error;
  return (
    <span title={cause.explanation}>
      <span className={styles.cause}>{cause.title}</span> {beginning(message)}
      {details['request'] && <span className={styles.request}> {beginning(details['request'])}</span>}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cause: css({ fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.maxContrast }),
  request: css({ color: theme.colors.text.secondary }),
});

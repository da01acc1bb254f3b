import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, useStyles2 } from '@grafana/ui';
import type { Conventions } from '../../signals/conventions';
import type { Field } from '../../signals/nginx/fields';
import { COMBINED } from '../../signals/nginx/format';
import { fieldRemedy, logFormatFor } from '../../signals/nginx/logFormat';
import { accessLogsOf, lackingFields } from '../../signals/nginx/nginxSignal';

/** What the page shows of each field that a log may well lack. */
const SHOWN: ReadonlyArray<{ what: string; field: Field }> = [
  { what: 'request times and their percentiles', field: 'requestTime' },
  { what: 'upstream times', field: 'upstreamTime' },
  { what: 'which upstream server answered', field: 'upstreamAddress' },
  { what: 'bytes sent', field: 'bytes' },
  { what: 'virtual hosts', field: 'virtualHost' },
];

/** What cannot be shown because no access log writes it, and the log_format that would; nothing where all is written. */
export function MissingFields({ conventions }: { conventions: Conventions }) {
  const styles = useStyles2(getStyles);
  const missing = SHOWN.filter(({ field }) => lackingFields(conventions, [field]).length > 0);
  if (missing.length === 0) {
    return null;
  }
  const format = accessLogsOf(conventions)[0]?.format ?? COMBINED;
  const fields = missing.map(({ field }) => field);
  return (
    <details className={styles.missing} data-testid="quayside-nginx-missing">
      <summary>Not in this log: {missing.map(({ what }) => what).join(', ')}</summary>
      <pre className={styles.code}>{fieldRemedy(format, fields)}</pre>
      <ClipboardButton
        size="sm"
        variant="secondary"
        icon="copy"
        aria-label="Copy the log_format"
        getText={() => logFormatFor(format, fields)}
      >
        Copy
      </ClipboardButton>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  missing: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  code: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});

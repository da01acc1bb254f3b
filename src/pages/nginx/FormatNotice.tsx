import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { NginxDetection } from '../../signals/nginx/findLog';
import { fieldInfo, FIELD_NAMES } from '../../signals/nginx/fields';

const NAMES = { combined: 'combined', json: 'JSON', pattern: 'a pattern' } as const;

/** Which format the log was taken for, and what was read off a real line. */
export function FormatNotice({ found }: { found: NginxDetection }) {
  const styles = useStyles2(getStyles);
  const { conventions, detection, sample } = found;
  const { access } = conventions;
  const selected = access.matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', ');
  const appended =
    access.format.kind === 'combined' && access.format.appended.length > 0 ? ' with fields appended' : '';
  return (
    <details className={styles.notice} data-testid="quayside-nginx-format">
      <summary>
        Format {NAMES[access.format.kind]}
        {appended}, {Math.round(detection.confidence * 100)} % of {sample} lines of {`{${selected}}`}
      </summary>
      {detection.example && (
        <>
          <pre className={styles.line}>{detection.example.line}</pre>
          <dl className={styles.fields}>
            {FIELD_NAMES.filter((field) => detection.example?.values[field] !== undefined).map((field) => (
              <div key={field}>
                <dt>{fieldInfo(field).title}</dt>
                <dd>{detection.example?.values[field] || '(empty)'}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p>If this is wrong, set the part “nginx” of the conventions on the plugin’s configuration page.</p>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notice: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  line: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: theme.typography.bodySmall.fontSize }),
  fields: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 2),
    '& dt': { fontWeight: 'normal' },
    '& dd': { margin: 0, color: theme.colors.text.primary, overflowWrap: 'anywhere' },
  }),
});

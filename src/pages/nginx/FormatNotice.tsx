import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import { FieldTable } from '../../components/FieldTable';
import { setupUrl } from '../../components/paths';
import type { NginxDetection } from '../../signals/nginx/findLog';
import type { NginxLog } from '../../signals/nginx/format';

const NAMES = { combined: 'combined', json: 'JSON', pattern: 'a pattern' } as const;

/** How a log is read, and what was read off a real line where that was found out rather than said. */
export function FormatNotice({ log, found }: { log: NginxLog; found: NginxDetection | undefined }) {
  const styles = useStyles2(getStyles);
  const { access } = log;
  const example = found?.detection.example;
  const selected = `{${access.matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', ')}}`;
  const appended =
    access.format.kind === 'combined' && access.format.appended.length > 0 ? ' with fields appended' : '';
  return (
    <details className={styles.notice} data-testid="quayside-nginx-format">
      <summary>
        Format {NAMES[access.format.kind]}
        {appended}
        {found
          ? `, ${Math.round(found.detection.confidence * 100)} % of ${found.sample} lines of ${selected}`
          : `, as the settings say, of ${selected}`}
      </summary>
      {example && (
        <>
          <pre className={styles.line}>{example.line}</pre>
          <FieldTable values={example.values} />
        </>
      )}
      <p>
        {found ? 'This was found out from those lines. ' : ''}
        <TextLink href={setupUrl()} inline>
          Correct it
        </TextLink>{' '}
        with the result shown on real lines.
      </p>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notice: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  line: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', fontSize: theme.typography.bodySmall.fontSize }),
});

import React from 'react';
import { Alert, TextLink, useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { setupUrl } from '../../components/paths';
import { formatValue } from '../../components/units';
import type { Estimate } from '../../insights/nginx/slices';
import { intervalText } from './totalTexts';

/** Above this share, lines that do not parse are said before anything else: the numbers lack them. */
const MANY = 0.01;

interface Props {
  /** Lines that do not parse, whatever the filters. */
  lost: Estimate;
  /** All lines that they are among, whatever the filters. */
  of: number;
}

/** Says how many lines do not have the format: loudly where they are many, and quietly where there are any. */
export function Unparsed({ lost, of }: Props) {
  const styles = useStyles2(getStyles);
  const share = lost.value / Math.max(1, of, lost.value);
  const count = `${intervalText(lost)} ${Math.round(lost.high) === 1 ? 'line' : 'lines'}`;
  if (share > MANY) {
    return (
      <Alert
        severity="warning"
        title={`${formatValue(share, 'ratio')} of the lines do not have the format, and are not in these numbers`}
      >
        {count}. Either the log_format has changed, or another program, or an NGINX with another format, writes to the
        same streams. <TextLink href={setupUrl()}>Say how the log is written</TextLink>.
      </Alert>
    );
  }
  return lost.value > 0 ? (
    <p className={styles.quiet}>
      {count} ({share < 0.001 ? 'less than 0.1 %' : formatValue(share, 'ratio')}){' '}
      {Math.round(lost.high) === 1 ? 'does' : 'do'} not have the format, and{' '}
      {Math.round(lost.high) === 1 ? 'is' : 'are'} not in these numbers.
    </p>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

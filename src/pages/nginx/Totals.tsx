import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatDuration, formatValue } from '../../components/units';
import type { Estimate } from '../../insights/nginx/slices';

interface Total {
  title: string;
  text: string;
  note?: string;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');

/** A total with its interval where it is estimated. */
export function estimateText({ value, low, high }: Estimate): Pick<Total, 'text' | 'note'> {
  return low === high
    ? { text: whole(value) }
    : { text: `≈ ${whole(value)}`, note: `${whole(low)} to ${Number.isFinite(high) ? whole(high) : 'unknown'}` };
}

/** Seconds as people say short ones. */
export function latencyText(seconds: number | undefined): string {
  if (seconds === undefined) {
    return '–';
  }
  return seconds < 1
    ? `${Math.round(seconds * 1000)} ms`
    : seconds < 60
      ? `${seconds.toFixed(2)} s`
      : formatDuration(seconds);
}

/** The share of one estimate in another. */
export function shareText(part: Estimate, all: Estimate): string {
  return all.value > 0 ? formatValue(part.value / all.value, 'ratio') : '–';
}

/** The range's numbers at a glance. */
export function Totals({ totals }: { totals: readonly Total[] }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.totals} data-testid="quayside-nginx-totals">
      {totals.map(({ title, text, note }) => (
        <div key={title} className={styles.total}>
          <dt>{title}</dt>
          <dd>
            {text}
            {note && <span className={styles.note}>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  totals: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), margin: 0 }),
  total: css({
    flex: '1 1 130px',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(0.75, 1.5),
    '& dt': { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: 'normal' },
    '& dd': { margin: 0, fontSize: theme.typography.h4.fontSize, fontVariantNumeric: 'tabular-nums' },
  }),
  note: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

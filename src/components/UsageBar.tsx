import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';

interface Props {
  /** 0 to 1; more is drawn as full. */
  ratio: number;
  label: string;
  /** From these shares on it is drawn as a warning, and as an error. */
  warnAt?: number;
  failAt?: number;
}

/** A share of something that can run out. */
export function UsageBar({ ratio, label, warnAt = 0.75, failAt = 0.9 }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const color =
    ratio >= failAt ? theme.colors.error.main : ratio >= warnAt ? theme.colors.warning.main : theme.colors.success.main;
  const percent = Math.round(Math.min(1, Math.max(0, ratio)) * 100);
  return (
    <div
      className={styles.track}
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className={styles.fill} style={{ width: `${percent}%`, background: color }} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  track: css({
    height: 4,
    minWidth: 48,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.secondary,
    border: `1px solid ${theme.colors.border.weak}`,
    overflow: 'hidden',
    boxSizing: 'content-box',
  }),
  fill: css({ height: '100%' }),
});

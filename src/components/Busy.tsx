import React, { type ReactNode } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';

/** While another question is asked, the answer to the last one stays: dimmed, and said to be loading. */
export function Busy({ busy, children }: { busy: boolean; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.place} aria-busy={busy}>
      <div className={cx(busy && styles.last)}>{children}</div>
      {busy && (
        <span role="status" className={styles.badge}>
          <Badge color="blue" icon="sync" text="Loading…" />
        </span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({ position: 'relative', minWidth: 0 }),
  last: css({ opacity: 0.4 }),
  // In the middle: numbers stand at the ends.
  badge: css({
    position: 'absolute',
    top: theme.spacing(0.5),
    left: '50%',
    transform: 'translateX(-50%)',
    background: theme.colors.background.primary,
    zIndex: 1,
  }),
});

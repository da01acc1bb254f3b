import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { Busy } from './Busy';

/** A number with its name. */
export interface Total {
  title: string;
  text: string;
  note?: string;
}

/** The range's numbers at a glance. @param busy they answer the last question: the next is still being asked */
export function Totals({ totals, busy = false }: { totals: readonly Total[]; busy?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <Busy busy={busy}>
      <dl className={styles.totals} data-testid="quayside-totals">
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
    </Busy>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  totals: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), margin: 0 }),
  total: css({
    flex: '1 1 110px',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(0.75, 1.5),
    '& dt': { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: 'normal' },
    '& dd': { margin: 0, fontSize: theme.typography.h4.fontSize, fontVariantNumeric: 'tabular-nums' },
  }),
  note: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

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
  /** More of it, in a line of its own: what it was in another period. */
  more?: string;
  /** A click on the number asks for what it counts alone. */
  choose?: { label: string; pressed: boolean; onChoose: () => void };
}

/** The range's numbers at a glance. @param busy they answer the last question: the next is still being asked */
export function Totals({ totals, busy = false }: { totals: readonly Total[]; busy?: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <Busy busy={busy}>
      <dl className={styles.totals} data-testid="quayside-totals">
        {totals.map(({ title, text, note, more, choose }) => (
          <div key={title} className={styles.total}>
            <dt>{title}</dt>
            <dd>
              {choose ? (
                <button
                  type="button"
                  className={styles.choose}
                  aria-pressed={choose.pressed}
                  title={choose.label}
                  onClick={choose.onChoose}
                >
                  {text}
                </button>
              ) : (
                text
              )}
              {note && <span className={styles.note}>{note}</span>}
              {more && <span className={styles.note}>{more}</span>}
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
  choose: css({
    background: 'none',
    border: 'none',
    padding: 0,
    font: 'inherit',
    color: theme.colors.text.link,
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold },
  }),
  note: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

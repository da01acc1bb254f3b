import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** How lists of the Alerts page look: a row each, with a line between two of them. */
export const getRowStyles = (theme: GrafanaTheme2) => {
  const row = {
    display: 'flex',
    gap: theme.spacing(1.5),
    listStyle: 'none',
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  } as const;
  return {
    list: css({ padding: 0, margin: 0 }),
    row: css({ ...row, alignItems: 'center', padding: theme.spacing(0.75, 0) }),
    dense: css({ ...row, alignItems: 'center', padding: theme.spacing(0.5, 0) }),
    // Of several lines of text: what stands beside them is level with the first, and goes below where there is no room.
    tall: css({ ...row, flexWrap: 'wrap', alignItems: 'flex-start', padding: theme.spacing(1, 0) }),
  };
};

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

/** How tables of containers look: a frame that scrolls where it is too narrow, and a line below each row. */
export const getTableStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflowX: 'auto',
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
  }),
  table: css({ width: '100%', borderCollapse: 'collapse', fontSize: theme.typography.bodySmall.fontSize }),
  row: css({
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  rowHead: css({
    padding: theme.spacing(0.5, 1),
    textAlign: 'left',
    fontWeight: theme.typography.fontWeightRegular,
  }),
  cell: css({ padding: theme.spacing(0.5, 1), whiteSpace: 'nowrap' }),
});

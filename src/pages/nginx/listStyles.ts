import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { cardStyle } from '../../components/cardStyle';

/** How ranked lists look: a bar behind each row, small buttons that read as text. */
export const getListStyles = (theme: GrafanaTheme2) => ({
  card: css({ ...cardStyle(theme), minWidth: 0 }),
  title: css({ ...theme.typography.h6, margin: 0 }),
  list: css({
    listStyle: 'none',
    margin: theme.spacing(1, 0),
    padding: 0,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  row: css({
    position: 'relative',
    display: 'flex',
    gap: theme.spacing(1),
    alignItems: 'center',
    padding: theme.spacing(0.25, 0.5),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  bar: css({
    position: 'absolute',
    left: 0,
    top: 2,
    bottom: 2,
    background: theme.colors.primary.transparent,
    zIndex: 0,
  }),
  values: css({ position: 'relative', flex: 1, minWidth: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  value: css({ display: 'inline-flex', gap: theme.spacing(0.5), alignItems: 'center', minWidth: 0 }),
  count: css({ position: 'relative', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  link: css({
    background: 'none',
    border: 'none',
    padding: 0,
    textAlign: 'left',
    color: theme.colors.text.link,
    overflowWrap: 'anywhere',
    '&:hover': { textDecoration: 'underline' },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold },
  }),
  exclude: css({
    background: 'none',
    border: 'none',
    padding: 0,
    display: 'inline-flex',
    color: theme.colors.text.disabled,
    '&:hover, &:focus-visible': { color: theme.colors.error.text },
  }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  missing: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  code: css({ fontSize: theme.typography.bodySmall.fontSize, whiteSpace: 'pre-wrap' }),
});

import type { GrafanaTheme2 } from '@grafana/data';

/** How a card stands out from the page. */
export const cardStyle = (theme: GrafanaTheme2) => ({
  border: `1px solid ${theme.colors.border.weak}`,
  borderRadius: theme.shape.radius.default,
  background: theme.colors.background.primary,
  padding: theme.spacing(1, 1.5),
});

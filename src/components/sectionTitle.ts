import type { GrafanaTheme2 } from '@grafana/data';

/** How the title of a part of a page looks. */
export const sectionTitle = (theme: GrafanaTheme2) => ({
  ...theme.typography.h4,
  margin: theme.spacing(0, 0, 0.5),
});

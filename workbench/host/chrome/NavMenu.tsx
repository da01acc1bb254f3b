import { css, cx } from '@emotion/css';
import type { AppPlugin, GrafanaTheme2 } from '@grafana/data';
import { Link, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { includeOf, menuPages } from './appIncludes';
import { HEADER_HEIGHT } from './headerHeight';

/** The menu that Grafana makes from plugin.json. */
export function NavMenu({ app }: { app: AppPlugin }) {
  const styles = useStyles2(getStyles);
  const current = includeOf(app.meta, useLocation().pathname);
  return (
    <nav className={styles.menu} aria-label="Menu">
      <div className={styles.app}>
        <img src={app.meta.info.logos.small} alt="" width={16} height={16} />
        {app.meta.name}
      </div>
      <ul className={styles.list}>
        {menuPages(app.meta).map((include) => (
          <li key={include.path}>
            <Link
              href={include.path}
              className={cx(styles.item, include === current && styles.active)}
              aria-current={include === current ? 'page' : undefined}
            >
              {include.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  menu: css({
    position: 'sticky',
    top: HEADER_HEIGHT,
    height: `calc(100vh - ${HEADER_HEIGHT}px)`,
    overflow: 'auto',
    width: 300,
    flexShrink: 0,
    padding: theme.spacing(2, 1),
    background: theme.colors.background.primary,
    borderRight: `1px solid ${theme.colors.border.weak}`,
    // As Grafana does, which undocks its menu there.
    [theme.breakpoints.down('xl')]: { display: 'none' },
    '@media print': { display: 'none' },
  }),
  app: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    fontWeight: theme.typography.fontWeightMedium,
  }),
  list: css({
    listStyle: 'none',
    margin: theme.spacing(0, 0, 0, 2),
    borderLeft: `1px solid ${theme.colors.border.medium}`,
  }),
  item: css({
    display: 'block',
    padding: theme.spacing(0.5, 1.5),
    color: theme.colors.text.secondary,
    '&:hover': { color: theme.colors.text.primary, background: theme.colors.action.hover },
  }),
  active: css({ color: theme.colors.text.primary, background: theme.colors.action.selected }),
});

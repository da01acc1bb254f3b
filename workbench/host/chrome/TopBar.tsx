import { css } from '@emotion/css';
import type { AppPlugin, GrafanaTheme2, NavModelItem } from '@grafana/data';
import { Link, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { includeOf, menuPages } from './appIncludes';
import { usePageNav } from './chromeState';
import { BANNER_HEIGHT, TOP_BAR_HEIGHT } from './headerHeight';

interface Crumb {
  text: string;
  url?: string;
}

/** Where one is: the app, its page, and what the page says about itself. */
export function TopBar({ app }: { app: AppPlugin }) {
  const styles = useStyles2(getStyles);
  const pageNav = usePageNav();
  const include = includeOf(app.meta, useLocation().pathname);
  // In Grafana's menu the app's first page is the app itself.
  const menu: Crumb[] = [{ text: app.meta.name, url: menuPages(app.meta)[0]?.path }];
  if (include && include.path !== menu[0]?.url) {
    menu.push({ text: include.name, url: include.path });
  }
  // A page may name its place in the menu itself, with its own words and parameters; what names no address adds nothing.
  const own = chainOf(pageNav).filter(({ text, url }) => url || !menu.some((crumb) => crumb.text === text));
  const crumbs = pathOf(own[0]) === pathOf(menu.at(-1)) ? [...menu.slice(0, -1), ...own] : [...menu, ...own];
  return (
    <header className={styles.bar}>
      <nav aria-label="Breadcrumbs">
        <ol className={styles.list}>
          {crumbs.map(({ text, url }, index) => (
            <li key={`${text} ${url ?? ''}`}>
              {index < crumbs.length - 1 && url ? (
                <>
                  <Link href={url}>{text}</Link>
                  <span aria-hidden className={styles.separator}>
                    ›
                  </span>
                </>
              ) : (
                <span aria-current="page">{text}</span>
              )}
            </li>
          ))}
        </ol>
      </nav>
    </header>
  );
}

const pathOf = (crumb: Crumb | undefined) => crumb?.url?.split('?')[0] ?? '';

function chainOf(item: NavModelItem | undefined): Crumb[] {
  if (!item) {
    return [];
  }
  const activeTab = item.children?.find(({ active }) => active);
  const own = item.hideFromBreadcrumbs ? [] : [{ text: item.text, url: item.url }];
  return [
    ...chainOf(item.parentItem),
    ...own,
    ...(activeTab && own.length > 0 ? [{ text: activeTab.text, url: activeTab.url }] : []),
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'sticky',
    top: BANNER_HEIGHT,
    zIndex: theme.zIndex.navbarFixed,
    height: TOP_BAR_HEIGHT,
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '@media print': { display: 'none' },
  }),
  list: css({
    display: 'flex',
    listStyle: 'none',
    margin: 0,
    color: theme.colors.text.primary,
    '& a:hover': { textDecoration: 'underline' },
  }),
  separator: css({ padding: theme.spacing(0, 1), color: theme.colors.text.secondary }),
});

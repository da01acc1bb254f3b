import { css, cx } from '@emotion/css';
import { PageLayoutType, type GrafanaTheme2, type NavModelItem } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';
import React, { createContext, useContext, useLayoutEffect } from 'react';
import { setPageNav } from './chromeState';

/** The page of plugin.json that is open: its name is the title when the plugin gives none. */
export const SectionContext = createContext<NavModelItem | undefined>(undefined);

/** A page with its title, actions and tabs, as Grafana lays it out. */
export function PluginPage(props: PluginPageProps) {
  const {
    actions,
    background,
    children,
    info,
    layout = PageLayoutType.Standard,
    pageNav,
    renderTitle,
    subTitle,
  } = props;
  const styles = useStyles2(getStyles);
  const section = useContext(SectionContext);
  const nav = pageNav ?? section;

  useLayoutEffect(() => {
    setPageNav(pageNav);
    document.title = [pageNav?.text ?? section?.text, 'Workbench'].filter(Boolean).join(' - ');
    return () => setPageNav(undefined);
  }, [pageNav, section]);

  if (layout === PageLayoutType.Custom) {
    return <>{children}</>;
  }
  const isCanvas = background ? background === 'canvas' : layout === PageLayoutType.Canvas;
  const isStandard = layout === PageLayoutType.Standard;
  const sub = subTitle ?? nav?.subTitle;
  return (
    <div className={cx(styles.page, !isCanvas && styles.primary)}>
      {isStandard && nav && (
        <div className={styles.header}>
          <div className={styles.topRow}>
            <div className={styles.titleAndInfo}>
              <div className={styles.title}>
                {nav.img && <img className={styles.image} src={nav.img} alt="" />}
                {renderTitle ? renderTitle(nav.text) : <h1>{nav.text}</h1>}
              </div>
              {info?.map(({ label, value }) => (
                <div key={label}>
                  <div className={styles.subTitle}>{label}</div>
                  {value}
                </div>
              ))}
            </div>
            <div className={styles.actions}>{actions}</div>
          </div>
          {sub && <div className={styles.subTitle}>{sub}</div>}
        </div>
      )}
      {isStandard && pageNav?.children && pageNav.children.length > 0 && (
        <TabsBar className={styles.tabs}>
          {pageNav.children
            .filter(({ hideFromTabs }) => !hideFromTabs)
            .map((tab) => (
              <Tab
                key={tab.url ?? tab.text}
                label={tab.text}
                active={tab.active}
                icon={tab.icon as React.ComponentProps<typeof Tab>['icon']}
                href={tab.url}
                suffix={tab.tabSuffix}
              />
            ))}
        </TabsBar>
      )}
      <div className={styles.contents}>{children}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    padding: theme.spacing(2),
    [theme.breakpoints.up('md')]: { padding: theme.spacing(4) },
  }),
  primary: css({ background: theme.colors.background.primary }),
  header: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginBottom: theme.spacing(2) }),
  topRow: css({ alignItems: 'flex-start', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3) }),
  titleAndInfo: css({
    display: 'flex',
    flex: 1,
    flexWrap: 'wrap',
    gap: theme.spacing(1, 4),
    justifyContent: 'space-between',
    maxWidth: '100%',
    minWidth: 200,
  }),
  title: css({ display: 'flex', flex: 1, maxWidth: '100%', h1: { marginBottom: 0 } }),
  image: css({ width: 32, height: 32, marginRight: theme.spacing(2) }),
  actions: css({ display: 'flex', gap: theme.spacing(1) }),
  subTitle: css({ color: theme.colors.text.secondary }),
  tabs: css({ marginBottom: theme.spacing(2) }),
  contents: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0 }),
});

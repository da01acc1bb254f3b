import { css } from '@emotion/css';
import { ThemeContext, type AppPlugin, type GrafanaTheme2 } from '@grafana/data';
import { config, locationService, LocationServiceProvider } from '@grafana/runtime';
import { ErrorBoundaryAlert, GlobalStyles, ModalRoot, ModalsProvider, PortalContainer, useStyles2 } from '@grafana/ui';
import React, { useSyncExternalStore } from 'react';
import { Router, type NavigationType, type Navigator } from 'react-router';
import { AppRoutes } from './AppRoutes';
import { Banner } from './Banner';
import { HEADER_HEIGHT } from './headerHeight';
import { NavMenu } from './NavMenu';
import { Notices } from './Notices';
import { TopBar } from './TopBar';

/** The app in the place where Grafana would show it. */
export function Chrome({ app }: { app: AppPlugin }) {
  return (
    <ThemeContext.Provider value={config.theme2}>
      <GlobalStyles />
      <LocationServiceProvider service={locationService}>
        <ModalsProvider>
          <BrowserRouter>
            <Layout app={app} />
            <ModalRoot />
            <PortalContainer />
          </BrowserRouter>
        </ModalsProvider>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

/**
 * One router context over Grafana's own history. The location is read synchronously: a listener set up in an effect
 * misses a redirect that happens in the first render.
 */
function BrowserRouter({ children }: { children: React.ReactNode }) {
  const history = locationService.getHistory();
  const location = useSyncExternalStore(
    (listener) => history.listen(listener),
    () => history.location
  );
  return (
    <Router
      // history 4 has every method that the router calls; only the types of the two packages differ.
      navigator={history as unknown as Navigator}
      location={location}
      navigationType={history.action as NavigationType}
    >
      {children}
    </Router>
  );
}

function Layout({ app }: { app: AppPlugin }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <Banner />
      <TopBar app={app} />
      <div className={styles.body}>
        <NavMenu app={app} />
        <main className={styles.main}>
          <ErrorBoundaryAlert title="The page failed" style="page">
            <AppRoutes app={app} />
          </ErrorBoundaryAlert>
        </main>
      </div>
      <Notices />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  body: css({
    display: 'flex',
    minHeight: `calc(100vh - ${HEADER_HEIGHT}px)`,
    background: theme.colors.background.canvas,
  }),
  main: css({ display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0 }),
});

import { PluginContextProvider, type AppPlugin, type NavModelItem } from '@grafana/data';
import { locationSearchToObject } from '@grafana/runtime';
import { Alert } from '@grafana/ui';
import React, { useMemo } from 'react';
import { Route, Routes, useLocation } from 'react-router';
import { includeOf, mayOpen } from './appIncludes';
import { ConfigPage } from './ConfigPage';
import { ElsewherePage } from './ElsewherePage';
import { ExplorePage } from './ExplorePage';
import { PluginPage, SectionContext } from './PluginPage';

/** The app's pages, its configuration, and placeholders for the parts of Grafana that it links to. */
export function AppRoutes({ app }: { app: AppPlugin }) {
  // The plugin's own routes are relative to this one, whose pattern is Grafana's.
  const isApp = useLocation().pathname.split('/')[2] === app.meta.id;
  return (
    <Routes>
      <Route path="/a/:pluginId/*" element={isApp ? <AppRoot app={app} /> : <ElsewherePage />} />
      <Route path="/plugins/:pluginId" element={isApp ? <ConfigPage app={app} /> : <ElsewherePage />} />
      <Route path="/explore" element={<ExplorePage />} />
      <Route path="*" element={<ElsewherePage />} />
    </Routes>
  );
}

function AppRoot({ app }: { app: AppPlugin }) {
  const { pathname, search } = useLocation();
  const include = includeOf(app.meta, pathname);
  const section = useMemo<NavModelItem>(
    () => ({ text: include?.name ?? app.meta.name, url: include?.path, img: undefined }),
    [app, include]
  );
  const query = useMemo(() => locationSearchToObject(search), [search]);
  if (!app.meta.enabled) {
    return (
      <PluginPage>
        <Alert severity="warning" title="Application Not Enabled" />
      </PluginPage>
    );
  }
  if (include && !mayOpen(include)) {
    return (
      <Alert severity="warning" title="Access denied">
        You do not have permission to see this page.
      </Alert>
    );
  }
  const Root = app.root;
  if (!Root) {
    return <Alert severity="error" title="No root app page component found" />;
  }
  return (
    <PluginContextProvider meta={app.meta}>
      <SectionContext.Provider value={section}>
        <Root meta={app.meta} basename={pathname} path={pathname} query={query} onNavChanged={() => undefined} />
      </SectionContext.Provider>
    </PluginContextProvider>
  );
}

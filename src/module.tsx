import React, { lazy, Suspense } from 'react';
import { AppPlugin, type AppPluginMeta, type AppRootProps, type PluginConfigPageProps } from '@grafana/data';

const LazyApp = lazy(() => import('./pages/App'));
const LazySetup = lazy(() => import('./pages/setup/SetupPage'));

const App = (props: AppRootProps) => (
  <Suspense fallback={null}>
    <LazyApp {...props} />
  </Suspense>
);

const Setup = (props: PluginConfigPageProps<AppPluginMeta>) => (
  <Suspense fallback={null}>
    <LazySetup {...props} />
  </Suspense>
);

export const plugin = new AppPlugin()
  .setRootPage(App)
  .addConfigPage({ id: 'setup', title: 'Setup', icon: 'cog', body: Setup });

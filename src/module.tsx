import React, { lazy, Suspense } from 'react';
import { AppPlugin, type AppRootProps } from '@grafana/data';

const LazyApp = lazy(() => import('./pages/App'));

const App = (props: AppRootProps) => (
  <Suspense fallback={null}>
    <LazyApp {...props} />
  </Suspense>
);

export const plugin = new AppPlugin().setRootPage(App);

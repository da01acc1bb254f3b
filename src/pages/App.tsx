import React, { lazy, Suspense } from 'react';
import { Navigate, Route, Routes } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { InstallationProvider } from '../components/InstallationContext';
import { routeOf } from '../components/paths';

const OverviewPage = lazy(() => import('./overview/OverviewPage'));
const ContainersPage = lazy(() => import('./containers/ContainersPage'));
const ContainerPage = lazy(() => import('./containers/ContainerPage'));
const LogsPage = lazy(() => import('./logs/LogsPage'));
const NginxPage = lazy(() => import('./nginx/NginxPage'));

/** The plugin's pages, each loaded when it is first opened. */
export default function App({ meta }: AppRootProps) {
  return (
    <InstallationProvider jsonData={meta.jsonData}>
      <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
        <Routes>
          <Route path={routeOf('overview')} element={<OverviewPage />} />
          <Route path={routeOf('containers')} element={<ContainersPage />} />
          <Route path={routeOf('container')} element={<ContainerPage />} />
          <Route path={routeOf('logs')} element={<LogsPage />} />
          <Route path={routeOf('nginx')} element={<NginxPage />} />
          <Route path="*" element={<Navigate to={routeOf('overview')} replace />} />
        </Routes>
      </Suspense>
    </InstallationProvider>
  );
}

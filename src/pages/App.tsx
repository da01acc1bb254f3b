import React, { lazy, Suspense } from 'react';
import { Navigate, Outlet, Route, Routes } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import { LoadingPlaceholder } from '@grafana/ui';
import { InstallationProvider } from '../components/InstallationContext';
import { routeOf } from '../components/paths';

const AlertPage = lazy(() => import('./alerts/AlertPage'));
const AlertsPage = lazy(() => import('./alerts/AlertsPage'));
const CheckPage = lazy(() => import('./alerts/CheckPage'));
const InstallPage = lazy(() => import('./alerts/InstallPage'));
const OverviewPage = lazy(() => import('./overview/OverviewPage'));
const PlacePage = lazy(() => import('./containers/PlacePage'));
const ContainersPage = lazy(() => import('./containers/ContainersPage'));
const ContainerPage = lazy(() => import('./containers/ContainerPage'));
const DerivedMetricsPage = lazy(() => import('./derived-metrics/DerivedMetricsPage'));
const LogsPage = lazy(() => import('./logs/LogsPage'));
const NginxPage = lazy(() => import('./nginx/NginxPage'));
const SetupRoute = lazy(() => import('./setup/SetupRoute'));
const ServicesPage = lazy(() => import('./services/ServicesPage'));

/** The plugin's pages, each loaded when it is first opened. */
export default function App({ meta }: AppRootProps) {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <Routes>
        {/* Outside of the installation: it is where settings are mended that nothing can be made of. */}
        <Route path={routeOf('setup')} element={<SetupRoute meta={meta} />} />
        <Route
          element={
            <InstallationProvider jsonData={meta.jsonData}>
              <Outlet />
            </InstallationProvider>
          }
        >
          <Route path={routeOf('overview')} element={<OverviewPage />} />
          <Route path={routeOf('containers')} element={<ContainersPage />} />
          <Route path={routeOf('container')} element={<ContainerPage />} />
          <Route path={routeOf('logs')} element={<LogsPage />} />
          <Route path={routeOf('nginx')} element={<NginxPage />} />
          <Route path={routeOf('derived')} element={<DerivedMetricsPage />} />
          <Route path={routeOf('services')} element={<ServicesPage />} />
          <Route path={routeOf('alerts')} element={<AlertsPage />} />
          <Route path={routeOf('check')} element={<CheckPage />} />
          <Route path={routeOf('install')} element={<InstallPage />} />
          <Route path={routeOf('alert')} element={<AlertPage />} />
          <Route path={routeOf('place')} element={<PlacePage />} />
          <Route path="*" element={<Navigate to={routeOf('overview')} replace />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

import React, { useMemo } from 'react';
import { useLocation } from 'react-router-dom';
import { locationUtil, type AppPluginMeta } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import SetupPage from './SetupPage';

/** The Setup page among the plugin's own: also for those who may not open its configuration. */
export default function SetupRoute({ meta }: { meta: AppPluginMeta }) {
  const { pathname } = useLocation();
  // The address tells Grafana that this is the page in its menu, or it would name it twice. One object: what changes is told on.
  const pageNav = useMemo(() => ({ text: 'Setup', url: locationUtil.assureBaseUrl(pathname) }), [pathname]);
  return (
    <PluginPage pageNav={pageNav} subTitle="Does it see my data?">
      <SetupPage plugin={{ meta }} />
    </PluginPage>
  );
}

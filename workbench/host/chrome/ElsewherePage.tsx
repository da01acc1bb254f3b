import { Alert } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { PluginPage } from './PluginPage';

/** A page of Grafana's own, which the workbench doesn't have. */
export function ElsewherePage() {
  const { pathname, search } = useLocation();
  return (
    <PluginPage pageNav={{ text: 'Only in Grafana' }}>
      <Alert severity="info" title="The workbench does not have this page">
        In Grafana this link opens <code>{decodeURIComponent(pathname + search)}</code>.
      </Alert>
    </PluginPage>
  );
}

import { PluginContextProvider, type AppPlugin } from '@grafana/data';
import { Alert } from '@grafana/ui';
import React from 'react';
import { useLocation } from 'react-router';
import { PluginPage } from './PluginPage';

/** The plugin's configuration pages, as tabs. */
export function ConfigPage({ app }: { app: AppPlugin }) {
  const { search } = useLocation();
  const pages = app.configPages ?? [];
  const wanted = new URLSearchParams(search).get('page');
  const page = pages.find(({ id }) => id === wanted) ?? pages[0];
  const children = pages.map(({ id, title }) => ({
    text: title,
    active: id === page?.id,
    url: `/plugins/${app.meta.id}?page=${id}`,
  }));
  return (
    <PluginPage pageNav={{ text: app.meta.name, children }}>
      <PluginContextProvider meta={app.meta}>
        {page ? (
          <page.body plugin={app} query={Object.fromEntries(new URLSearchParams(search))} />
        ) : (
          <Alert severity="info" title="The plugin has no configuration page." />
        )}
      </PluginContextProvider>
    </PluginPage>
  );
}

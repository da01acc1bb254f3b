import React, { lazy, Suspense } from 'react';
import { AppPlugin, type AppPluginMeta, type AppRootProps, type PluginConfigPageProps } from '@grafana/data';
import { LINKS } from './extensions/links';

const PLUGIN_ID = 'quayside-monitoring-app';

// Scenes' own texts are translated by the plugin that bundles them, before any of its components is rendered.
const LazyApp = lazy(async () => {
  const [{ initPluginTranslations }, { loadResources }] = await Promise.all([
    import('@grafana/i18n'),
    import('@grafana/scenes'),
  ]);
  await initPluginTranslations(PLUGIN_ID, [loadResources]);
  return import('./pages/App');
});
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

// Small enough to be here: Grafana loads this file wherever one of them may be shown.
LINKS.forEach((link) => plugin.addLink(link));

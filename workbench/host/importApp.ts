import { AppPlugin, type AppPluginMeta } from '@grafana/data';
import { config, getBackendSrv } from '@grafana/runtime';

/** Loads the artefact that ships, as Grafana does: its settings, then module.js through SystemJS. */
export async function importApp(): Promise<AppPlugin> {
  const id = Object.keys(config.bootData.settings.apps)[0];
  const meta = await getBackendSrv().get<AppPluginMeta>(`/api/plugins/${id}/settings`);
  const module = (await System.import(`/${meta.module}`)) as { plugin?: unknown };
  const app = module.plugin;
  if (!(app instanceof AppPlugin)) {
    throw new Error(`${meta.module} exports no AppPlugin named "plugin".`);
  }
  app.init(meta);
  app.meta = meta;
  return app;
}

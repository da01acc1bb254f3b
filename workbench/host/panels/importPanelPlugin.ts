import { PluginType, type PanelPlugin } from '@grafana/data';
import { timeSeriesPlugin } from './timeSeriesPlugin';
import { unknownPanel } from './unknownPanel';

const loaded = new Map<string, PanelPlugin>();

/** The panel plugins that the workbench can draw. Any other is drawn as an error that names it. */
export async function importPanelPlugin(id: string): Promise<PanelPlugin> {
  const known = loaded.get(id);
  if (known) {
    return known;
  }
  const plugin = id === 'timeseries' ? timeSeriesPlugin() : unknownPanel(id);
  const info = {
    author: { name: '' },
    description: '',
    links: [],
    logos: { small: '', large: '' },
    screenshots: [],
    updated: '',
    version: '',
  };
  plugin.meta = { id, name: id, type: PluginType.panel, module: '', baseUrl: '', info, sort: 1 };
  loaded.set(id, plugin);
  return plugin;
}

export function getPanelPluginFromCache(id: string): PanelPlugin | undefined {
  return loaded.get(id);
}

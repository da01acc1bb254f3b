import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The parts of plugin.json that a host needs. */
export interface PluginJson {
  id: string;
  type: string;
  name: string;
  info: { version: string; logos?: { small?: string; large?: string }; [key: string]: unknown };
  includes?: Array<{
    type: string;
    name: string;
    path?: string;
    role?: string;
    addToNav?: boolean;
    defaultNav?: boolean;
    icon?: string;
  }>;
  extensions?: unknown;
  dependencies?: unknown;
}

/** The built plugin: the app in `dist`, and the plugins nested in its folders. */
export class PluginFiles {
  constructor(private readonly distDir: string) {}

  /** plugin.json of the app, read afresh so that a rebuild shows on the next reload. */
  app(): PluginJson {
    const file = path.join(this.distDir, 'plugin.json');
    if (!existsSync(file)) {
      throw new Error(`There is no built plugin at ${this.distDir}: run "npm run build" first.`);
    }
    return readPluginJson(file);
  }

  /** The folder of a plugin by id, as Grafana finds it: by walking the app's folder for plugin.json files. */
  folderOf(pluginId: string): string | undefined {
    return [this.distDir, ...this.nestedFolders()].find(
      (folder) => readPluginJson(path.join(folder, 'plugin.json')).id === pluginId
    );
  }

  private nestedFolders(): string[] {
    return readdirSync(this.distDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name === 'plugin.json')
      .map((entry) => entry.parentPath)
      .filter((folder) => path.resolve(folder) !== path.resolve(this.distDir));
  }
}

function readPluginJson(file: string): PluginJson {
  return JSON.parse(readFileSync(file, 'utf8')) as PluginJson;
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { run } from './native/run';

const includesSchema = z.object({
  id: z.string(),
  includes: z.array(z.object({ type: z.string(), name: z.string().optional(), path: z.string().optional() })),
});

/** The newest change in a folder, milliseconds. */
function newestChange(dir: string): number {
  return readdirSync(dir, { withFileTypes: true }).reduce((newest, entry) => {
    const path = join(dir, entry.name);
    return Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }, 0);
}

/** Why the plugin has to be built, or undefined where dist/ is as new as src/. */
export function whyBuild(root: string): string | undefined {
  const built = join(root, 'dist', 'module.js');
  if (!existsSync(built)) {
    return 'it was not built yet';
  }
  return newestChange(join(root, 'src')) > statSync(built).mtimeMs ? 'src/ has changed since' : undefined;
}

/** Builds the plugin. */
export async function buildPlugin(root: string): Promise<void> {
  await run('npm', ['run', '--silent', 'build'], { cwd: root, timeoutMs: 600_000 });
}

/** A page of the plugin, as plugin.json lists it. */
export interface PluginPage {
  name: string;
  path: string;
}

/** The pages of the built plugin. */
export function pluginPages(root: string): PluginPage[] {
  const { id, includes } = includesSchema.parse(JSON.parse(readFileSync(join(root, 'dist', 'plugin.json'), 'utf8')));
  return includes
    .filter(({ type, path }) => type === 'page' && path?.startsWith('/a/') === true)
    .map(({ name = '', path = '' }) => ({ name, path: path.replace('%PLUGIN_ID%', id) }));
}

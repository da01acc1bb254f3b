import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, version as esbuildVersion } from 'esbuild';

const ROOT = path.resolve(__dirname, '../..');
const HOST_DIR = path.join(ROOT, 'workbench/host');
const MODULES = path.join(ROOT, 'node_modules');
const CACHE_DIR = path.join(MODULES, '.cache/quayside-workbench');

/**
 * Setters that a host needs and that the packages don't export, and one package under two names: see the decision
 * record. Modules are named by file so that they are the very instances that the packages use.
 */
const ALIASES = {
  'grafana-internal/PluginPage': path.join(MODULES, '@grafana/runtime/dist/esm/components/PluginPage.mjs'),
  'grafana-internal/PanelDataErrorView': path.join(
    MODULES,
    '@grafana/runtime/dist/esm/components/PanelDataErrorView.mjs'
  ),
  'grafana-internal/i18n': path.join(MODULES, '@grafana/i18n/dist/esm/i18n.mjs'),
  // Its index names exports that this version of @grafana/schema lacks: webpack warns, esbuild stops.
  'grafana-internal/sceneGraph': path.join(MODULES, '@grafana/scenes/dist/esm/core/sceneGraph/index.js'),
  'grafana-internal/SceneTimeRange': path.join(MODULES, '@grafana/scenes/dist/esm/core/SceneTimeRange.js'),
  'react-router-dom-v5-compat': path.join(MODULES, 'react-router-dom'),
};

/** Bundles the host page, once per content: the result is kept under node_modules/.cache. Answers the folder. */
export async function buildHost(): Promise<string> {
  const folder = path.join(CACHE_DIR, contentHash());
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(CACHE_DIR, { recursive: true });
  const staging = mkdtempSync(path.join(CACHE_DIR, 'building-'));
  try {
    await build({
      entryPoints: { host: path.join(HOST_DIR, 'main.tsx') },
      outdir: staging,
      bundle: true,
      format: 'esm',
      // Editors that no page opened stay out of the way: they are as large as all the rest.
      splitting: true,
      chunkNames: 'chunks/[hash]',
      platform: 'browser',
      target: 'es2022',
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'error',
      alias: ALIASES,
      mainFields: ['browser', 'module', 'main'],
      // UMD packages would otherwise register with SystemJS' AMD `define` and export nothing.
      define: {
        'process.env.NODE_ENV': '"production"',
        'process.env': '{}',
        global: 'window',
        'define.amd': 'undefined',
      },
      loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
      tsconfigRaw: { compilerOptions: { jsx: 'react', target: 'es2022' } },
    });
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    // Another process may have built the same content meanwhile.
    if (!existsSync(folder)) {
      throw error;
    }
  }
  return folder;
}

/** Changes with the host's sources, this file, the installed packages and the bundler. */
function contentHash(): string {
  const hash = createHash('sha256').update(esbuildVersion).update(readFileSync(__filename));
  hash.update(readFileSync(path.join(ROOT, 'package-lock.json')));
  const files = readdirSync(HOST_DIR, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    hash.update(path.relative(HOST_DIR, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

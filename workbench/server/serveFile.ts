import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { PluginFiles } from './PluginFiles';

const MODULES = path.resolve(__dirname, '../../node_modules');
const ICONS = path.join(MODULES, '@grafana/ui/dist/public/img/icons');
const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Where Grafana serves its fonts, and the packages that hold the same faces. */
const FONTS: Array<[RegExp, string]> = [
  [/inter\/Inter-Regular\.woff2$/, '@fontsource/inter/files/inter-latin-400-normal.woff2'],
  [/inter\/Inter-Medium\.woff2$/, '@fontsource/inter/files/inter-latin-500-normal.woff2'],
  [/inter\/Inter-Italic\.woff2$/, '@fontsource/inter/files/inter-latin-400-italic.woff2'],
  [/inter\/Inter-MediumItalic\.woff2$/, '@fontsource/inter/files/inter-latin-500-italic.woff2'],
  [/roboto\/.*\.woff2$/, '@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2'],
];

/** Drawn for an icon that the package lacks (about a third of them) and that Grafana has. */
const PLACEHOLDER_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z"/></svg>';
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="3" y="3" width="18" height="18" rx="4" fill="#ff9830"/></svg>';

/** Serves the built plugin, the host's bundle, icons and fonts. Answers false for any other path. */
export function serveFile(pathname: string, response: ServerResponse, plugins: PluginFiles, hostDir: string): boolean {
  if (pathname === '/workbench/logo.svg' || pathname === '/favicon.ico') {
    return sendText(response, 'image/svg+xml', LOGO);
  }
  if (pathname.startsWith('/workbench/host/')) {
    return sendFrom(hostDir, pathname.slice('/workbench/host/'.length), response);
  }
  if (pathname.startsWith('/public/build/img/icons/')) {
    const icon = pathname.slice('/public/build/img/icons/'.length);
    return sendFrom(ICONS, icon, response) || sendText(response, 'image/svg+xml', mirrored(icon) ?? PLACEHOLDER_ICON);
  }
  const font = pathname.startsWith('/public/fonts/') ? FONTS.find(([name]) => name.test(pathname)) : undefined;
  if (font) {
    return sendFrom(MODULES, font[1], response);
  }
  const plugin = /^\/public\/plugins\/([^/]+)\/(.+)$/.exec(pathname);
  const folder = plugin?.[1] ? plugins.folderOf(plugin[1]) : undefined;
  return folder && plugin?.[2] ? sendFrom(folder, plugin[2], response) : false;
}

function sendFrom(folder: string, relative: string, response: ServerResponse): boolean {
  const file = path.resolve(folder, decodeURIComponent(relative));
  const stats = file.startsWith(path.resolve(folder) + path.sep)
    ? statSync(file, { throwIfNoEntry: false })
    : undefined;
  if (!stats?.isFile()) {
    return false;
  }
  // A browser that holds this very file asks each time, and keeps what it has compiled of it.
  const etag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
  const caching = { etag, 'cache-control': 'no-cache' };
  if (response.req.headers['if-none-match'] === etag) {
    response.writeHead(304, caching).end();
    return true;
  }
  response.writeHead(200, {
    'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    'content-length': stats.size,
    ...caching,
  });
  createReadStream(file).pipe(response);
  return true;
}

function sendText(response: ServerResponse, type: string, text: string): true {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  response.end(text);
  return true;
}

/** The package has some arrows in one direction only. */
function mirrored(icon: string): string | undefined {
  const file = path.join(ICONS, icon.replace('left', 'right'));
  return icon.includes('left') && existsSync(file)
    ? readFileSync(file, 'utf8').replace('<path', '<path transform="matrix(-1 0 0 1 24 0)"')
    : undefined;
}

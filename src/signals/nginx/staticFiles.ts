import type { Filter } from './filters';

/** The extensions that GoAccess 1.7 takes for static files as Debian configures it, without the dot. */
const EXTENSIONS = [
  ...[
    'css',
    'js',
    'jpg',
    'png',
    'gif',
    'ico',
    'jpeg',
    'pdf',
    'csv',
    'mpeg',
    'mpg',
    'swf',
    'woff',
    'woff2',
    'xls',
    'xlsx',
  ],
  ...[
    'doc',
    'docx',
    'ppt',
    'pptx',
    'txt',
    'zip',
    'ogg',
    'mp3',
    'mp4',
    'exe',
    'iso',
    'gz',
    'rar',
    'svg',
    'bmp',
    'tar',
    'tgz',
  ],
  ...['tiff', 'tif', 'ttf', 'flv', 'dmg', 'xz', 'zst', 'webp', 'avif', 'webm', 'map', 'mjs', 'otf', 'eot'],
];

const PATH = `[^?]*\\.(?i:${EXTENSIONS.join('|')})`;

/** Requests for static files. Unlike GoAccess' default, a query string behind the name (`app.js?v=3`) changes nothing. */
export const STATIC_FILE: Filter = { dimension: 'path', op: 'matches', value: PATH };

/** Requests for anything else: what GoAccess lists as requests, once those answered with 404 are left out as well. */
export const PAGE: Filter = { dimension: 'path', op: 'misses', value: PATH };

const TEST = new RegExp(`^[^?]*\\.(?:${EXTENSIONS.join('|')})(?:\\?.*)?$`, 'is');

/** Whether a URI names a static file. */
export function isStaticFile(uri: string): boolean {
  return TEST.test(uri);
}

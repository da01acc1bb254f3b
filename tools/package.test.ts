/** @jest-environment node */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { strFromU8, unzipSync } from 'fflate';

import { packedPlugin, writePackage } from './package';

let work: string;
let dist: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'quayside-package-'));
  dist = join(work, 'dist');
  mkdirSync(join(dist, 'datasource'), { recursive: true });
  writeFileSync(join(dist, 'plugin.json'), JSON.stringify({ id: 'an-app', info: { version: '1.2.3' } }));
  writeFileSync(join(dist, 'datasource', 'plugin.json'), '{}');
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

describe('writePackage', () => {
  it('packs everything under the plugin’s id, with checksums that fit', () => {
    const zip = writePackage(dist, join(work, 'out'));
    expect(zip).toBe(join(work, 'out', 'an-app-1.2.3.zip'));
    const bytes = readFileSync(zip);
    const files = unzipSync(bytes);
    expect(Object.keys(files).sort()).toEqual(['an-app/datasource/plugin.json', 'an-app/plugin.json']);
    expect(strFromU8(files['an-app/datasource/plugin.json'] ?? new Uint8Array())).toBe('{}');
    for (const algorithm of ['sha256', 'md5']) {
      const hash = createHash(algorithm).update(bytes).digest('hex');
      expect(readFileSync(`${zip}.${algorithm}`, 'utf8')).toBe(`${hash}  an-app-1.2.3.zip\n`);
    }
  });

  it('gives the same zip for the same files, whenever they were made', () => {
    const first = readFileSync(writePackage(dist, join(work, 'a')));
    utimesSync(join(dist, 'plugin.json'), new Date(0), new Date(0));
    expect(readFileSync(writePackage(dist, join(work, 'b'))).equals(first)).toBe(true);
  });
});

describe('packedPlugin', () => {
  it('refuses what was not built', () => {
    expect(() => packedPlugin(join(work, 'nothing'))).toThrow(/npm run build/);
    writeFileSync(join(dist, 'plugin.json'), JSON.stringify({ id: 'an-app', info: { version: '%VERSION%' } }));
    expect(() => packedPlugin(dist)).toThrow(/version/);
  });
});

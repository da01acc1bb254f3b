/** @jest-environment node */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PROGRAMS } from '../programs';
import { checksumOf, obtainByRelease } from './byRelease';

const VERSIONS = { prometheus: '3.16.0', alertmanager: '0.34.2', loki: '3.7.8', grafana: '12.4.10' };

describe('obtainByRelease', () => {
  let root: string;
  const fetchBefore = global.fetch;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quayside-release-'));
  });
  afterEach(() => {
    global.fetch = fetchBefore;
    rmSync(root, { recursive: true, force: true });
  });

  /** Serves an archive of Prometheus with this checksum in the list beside it. */
  function serveRelease(sha256: (archive: Buffer) => string): void {
    const folder = join(root, 'prometheus-3.16.0.linux-amd64');
    mkdirSync(folder);
    for (const name of ['prometheus', 'promtool']) {
      writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
    }
    const file = join(root, 'archive.tar.gz');
    execFileSync('tar', ['-czf', file, '-C', root, 'prometheus-3.16.0.linux-amd64']);
    const archive = readFileSync(file);
    global.fetch = (input) => {
      const url = String(input);
      const name = `prometheus-3.16.0.${process.platform}-${process.arch === 'x64' ? 'amd64' : 'arm64'}.tar.gz`;
      return Promise.resolve(
        new Response(url.endsWith('sha256sums.txt') ? `${sha256(archive)}  ${name}\n` : new Uint8Array(archive))
      );
    };
  }

  const find = () =>
    obtainByRelease.find(PROGRAMS.promtool, { env: {}, cacheDir: join(root, 'cache'), versions: VERSIONS });

  it('installs all programs of a verified archive under their version', async () => {
    serveRelease((archive) => createHash('sha256').update(archive).digest('hex'));
    expect(await find()).toBe(join(root, 'cache/bin/promtool-3.16.0'));
    expect(readFileSync(join(root, 'cache/bin/prometheus-3.16.0'), 'utf8')).toBe('#!/bin/sh\n');
  });

  it('refuses an archive that is not what its checksum says, and leaves nothing of it', async () => {
    serveRelease(() => '0'.repeat(64));
    await expect(find()).rejects.toThrow(/has checksum .+ where 0+ was announced/);
    expect(() => readFileSync(join(root, 'cache/bin/promtool-3.16.0'))).toThrow('ENOENT');
  });

  it('refuses a list without the file', () => {
    expect(() => checksumOf('abc  other.tar.gz\n', 'wanted.tar.gz')).toThrow('no checksum for wanted.tar.gz');
  });
});

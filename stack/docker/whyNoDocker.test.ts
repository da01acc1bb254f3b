/** @jest-environment node */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { whyNoDocker } from './whyNoDocker';

describe('whyNoDocker', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'quayside-docker-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const withDocker = (script: string) => {
    writeFileSync(join(dir, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return whyNoDocker(['grafana/grafana:12'], { PATH: dir });
  };

  it('says that there is no docker', async () => {
    expect(await whyNoDocker([], { PATH: dir })).toBe('there is no docker on the PATH');
  });

  it('says that no engine answers', async () => {
    expect(await withDocker('echo "Cannot connect to the Docker daemon" >&2; exit 1')).toBe(
      'no Docker engine answers (Cannot connect to the Docker daemon)'
    );
  });

  it('says that compose is missing', async () => {
    expect(await withDocker('[ "$1" = info ] || { echo "unknown command: docker compose" >&2; exit 1; }')).toBe(
      'docker has no compose (unknown command: docker compose)'
    );
  });

  it('says that an image cannot be pulled', async () => {
    const script = 'case "$1" in info|compose) ;; *) echo "no such host" >&2; exit 1 ;; esac';
    expect(await withDocker(script)).toBe('grafana/grafana:12 cannot be pulled (no such host)');
  });

  it('says nothing where all is there', async () => {
    expect(await withDocker('exit 0')).toBeUndefined();
  });
});

/** @jest-environment node */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { findProgram, ProgramMissing, type FindOptions } from './findProgram';
import type { ProgramName } from './programs';

const VERSIONS = { prometheus: '3.16.0', alertmanager: '0.34.2', loki: '3.7.8', grafana: '12.4.10' };

describe('findProgram', () => {
  let root: string;
  const fetchBefore = global.fetch;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quayside-find-'));
    global.fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('connection refused') }));
  });
  afterEach(() => {
    global.fetch = fetchBefore;
    rmSync(root, { recursive: true, force: true });
  });

  /** An executable file below the test's own folder. */
  function program(path: string, script = 'exit 0'): string {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  const find = (name: ProgramName, env: NodeJS.ProcessEnv = {}, options: Partial<FindOptions> = {}) =>
    findProgram(name, {
      env: { PATH: join(root, 'path'), ...env },
      cacheDir: join(root, 'cache'),
      versions: VERSIONS,
      ...options,
    });

  const failure = async (found: Promise<unknown>): Promise<Error> => {
    try {
      await found;
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was found');
  };

  it('takes the environment variable before the PATH, and the PATH before the cache', async () => {
    const named = program('elsewhere/my-prometheus');
    const onPath = program('path/prometheus');
    const cached = program('cache/bin/prometheus-3.16.0');
    expect((await find('prometheus', { QUAYSIDE_PROMETHEUS: named })).path).toBe(named);
    expect(await find('prometheus')).toEqual({ name: 'prometheus', path: onPath, how: 'on the PATH' });
    rmSync(onPath);
    expect((await find('prometheus')).path).toBe(cached);
  });

  it("knows Debian's name of Alertmanager on the PATH, and does not take it unpacked: it needs files of an installed one", async () => {
    program('cache/debian/prometheus-alertmanager/usr/bin/prometheus-alertmanager');
    await expect(find('alertmanager')).rejects.toThrow(ProgramMissing);
    const onPath = program('path/prometheus-alertmanager');
    expect((await find('alertmanager')).path).toBe(onPath);
  });

  it('finds Loki under its version in the cache, and not another version', async () => {
    program('cache/bin/loki-3.0.0');
    await expect(find('loki')).rejects.toThrow(ProgramMissing);
    const cached = program('cache/bin/loki-3.7.8');
    expect((await find('loki')).path).toBe(cached);
  });

  it("gives Grafana's home, not its executable", async () => {
    program('home/bin/grafana');
    const home = join(root, 'home');
    expect((await find('grafana', { QUAYSIDE_GRAFANA: home })).path).toBe(home);
    program('cache/grafana-12.4.10/bin/grafana');
    expect((await find('grafana')).path).toBe(join(root, 'cache/grafana-12.4.10'));
  });

  it('refuses a variable that names no program, although the PATH has one', async () => {
    program('path/loki');
    const { message } = await failure(find('loki', { QUAYSIDE_LOKI: '/nowhere/loki' }));
    expect(message).toBe('Loki: QUAYSIDE_LOKI is /nowhere/loki, but /nowhere/loki is no program');
  });

  it('does not take a file that cannot be run', async () => {
    chmodSync(program('path/loki'), 0o644);
    await expect(find('loki')).rejects.toThrow('not on the PATH');
  });

  it('says every reason and what to do when no source has the program', async () => {
    const { message } = await failure(find('loki'));
    expect(message).toBe(
      `Loki: not on the PATH, not in ${join(root, 'cache')}, no release reachable (connection refused), ` +
        'no Go toolchain: install Loki 3.x, or Go 1.25 or later to build it or set QUAYSIDE_LOKI=/path/to/loki'
    );
    const grafana = await failure(find('grafana'));
    expect(grafana.message).not.toContain('Debian');
    expect(grafana.message).toContain('set QUAYSIDE_GRAFANA=/path/of/its/home');
  });

  it("unpacks Debian's package with a private list where the system has none", async () => {
    const calls = join(root, 'calls');
    // Fails until lists of its own are named; then leaves a package in the working directory.
    program(
      'path/apt-get',
      `echo "$@" >> ${calls}
       case "$*" in
         *Dir::State::lists*download*) echo package > prometheus_1_amd64.deb ;;
         *Dir::State::lists*update*) ;;
         *) echo "E: Unable to locate package" >&2; exit 100 ;;
       esac`
    );
    program(
      'path/dpkg',
      '/bin/mkdir -p "$3/usr/bin"; printf "#!/bin/sh\\n" > "$3/usr/bin/prometheus"; /bin/chmod +x "$3/usr/bin/prometheus"'
    );
    const progress: string[] = [];
    const found = await find('prometheus', {}, { onProgress: (message) => progress.push(message) });
    expect(found).toEqual({
      name: 'prometheus',
      path: join(root, 'cache/debian/prometheus/usr/bin/prometheus'),
      how: "Debian's package",
    });
    expect(progress.join('\n')).toContain('Unable to locate package');
  });

  it('leaves out what takes minutes in a quick search, and keeps its reasons for the slow one', async () => {
    program('path/go', 'echo "go: module lookup disabled" >&2; exit 1');
    const quick = await failure(find('loki', {}, { effort: 'quick' }));
    expect(quick.message).not.toContain('Go could not build');
    const reasons = quick instanceof ProgramMissing ? quick.reasons : [];
    const slow = await failure(find('loki', {}, { effort: 'slow', earlier: reasons }));
    expect(slow.message).toContain('not on the PATH');
    expect(slow.message).toContain('Go could not build it');
    expect(slow.message).toContain('module lookup disabled');
  });
});

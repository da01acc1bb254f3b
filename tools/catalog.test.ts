/** @jest-environment node */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checksFor } from '../src/checks/catalog';
import { SIGNALS } from '../src/signals/catalog';
import { DOCKER, KUBERNETES } from '../src/signals/conventions';
import { INSTALLATIONS } from '../src/signals/test-support/installations';
import { parseQuery } from '../src/signals/test-support/queryParser';
import { catalogEntries, type CatalogEntry } from './catalog';

const root = resolve(__dirname, '..');
const TSX = resolve(root, 'node_modules/tsx/dist/cli.mjs');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [TSX, 'tools/catalog.ts', ...args], { cwd: root, encoding: 'utf8' });

describe('catalogEntries', () => {
  test.each(INSTALLATIONS)('every query for %s can be run as it is', (_name, conventions) => {
    for (const { id, source, expr } of catalogEntries(conventions)) {
      const { errors } = parseQuery(source === 'metrics' ? 'promql' : 'logql', expr);
      expect({ id, errors, variables: expr.match(/\$\w+|\$\{/g) }).toEqual({ id, errors: [], variables: null });
    }
  });

  test('lists what the conventions can have, and nothing else', () => {
    const ids = (entries: CatalogEntry[], kind: string) =>
      entries.filter((entry) => entry.kind === kind).map(({ id }) => id);
    expect(ids(catalogEntries(DOCKER), 'signal')).toEqual(
      SIGNALS.filter(({ applies }) => applies?.(DOCKER) ?? true).map(({ id }) => id)
    );
    expect(ids(catalogEntries(DOCKER), 'check')).toEqual(checksFor(DOCKER).map(({ id }) => id));
    expect(ids(catalogEntries(KUBERNETES), 'check')).not.toContain('container-gone');
  });
});

describe('npm run catalog', () => {
  test('prints one JSON list', () => {
    const out = execFileSync(process.execPath, [TSX, 'tools/catalog.ts', '--json'], { cwd: root, encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual(catalogEntries(DOCKER));
  });

  test('takes conventions from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'quayside-'));
    const file = join(folder, 'conventions.json');
    writeFileSync(file, JSON.stringify(KUBERNETES));
    const { stdout } = run('--json', '--conventions', file);
    rmSync(folder, { recursive: true });
    expect(JSON.parse(stdout)).toEqual(catalogEntries(KUBERNETES));
  });

  test.each([
    [['--nonsense'], /nonsense/],
    [['--conventions', '/nowhere.json'], /nowhere\.json/],
    [['--conventions', 'package.json'], /These conventions cannot be used\. .*containers: /],
  ])('%j is refused with its reason', (args, reason) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('--conventions FILE');
  });
});

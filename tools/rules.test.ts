/** @jest-environment node */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { checksFor } from '../src/checks/catalog';
import { DOCKER, KUBERNETES } from '../src/signals/conventions';
import { ruleFiles } from './rules';

const root = resolve(__dirname, '..');
const TSX = resolve(root, 'node_modules/tsx/dist/cli.mjs');
const run = (...args: string[]) =>
  spawnSync(process.execPath, [TSX, 'tools/rules.ts', ...args], { cwd: root, encoding: 'utf8' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quayside-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('ruleFiles', () => {
  test('holds every check that can be one, and names the others', () => {
    const { counts, left } = ruleFiles({
      conventions: DOCKER,
      grafanaUrl: 'http://g',
      prometheusUid: 'p',
      lokiUid: 'l',
    });
    expect(counts.prometheus + counts.loki + left.length).toBe(checksFor(DOCKER).length);
    expect(left.map(({ id }) => id)).toContain('expected-container-missing');
  });
});

describe('npm run rules', () => {
  test('writes a folder for each of those that evaluate them', () => {
    const conventions = join(folder, 'conventions.json');
    writeFileSync(conventions, JSON.stringify(KUBERNETES));
    const out = join(folder, 'out');
    const { stdout, status } = run('--out', out, '--conventions', conventions, '--prometheus-uid', 'mine');
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+ rules for Prometheus/) });
    expect(readdirSync(out).sort()).toEqual(['alertmanager', 'grafana', 'loki', 'prometheus']);
    const text = readFileSync(join(out, 'grafana/quayside.yaml'), 'utf8');
    expect(parse(text)).toMatchObject({ apiVersion: 1, groups: [{ name: 'quayside', folder: 'Quayside' }] });
    expect(text).toContain('datasourceUid: mine');
  });

  test.each([
    [[], /--out names the folder/],
    [['--nonsense'], /nonsense/],
    [['--out', '/tmp/x', '--conventions', '/nowhere.json'], /nowhere\.json/],
    [['--out', '/tmp/x', '--conventions', 'package.json'], /These conventions cannot be used/],
    [['--out', '/tmp/x', '--grafana-url', 'javascript:alert(1)'], /must begin with http/],
  ])('%j is refused with its reason', (args, reason) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('--conventions FILE');
  });
});

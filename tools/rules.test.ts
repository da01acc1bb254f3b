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
  test('takes numbers and lists of checks from a file, and refuses what no check has', () => {
    const choices = join(folder, 'choices.json');
    const out = join(folder, 'out');
    const chosen = {
      'expected-container-missing': { lists: { containers: ['web-1/edge'] } },
      'memory-near-limit': { parameters: { share: 0.8 }, severity: 'critical', for: 600 },
    };
    writeFileSync(choices, JSON.stringify(chosen));
    const { stdout, status } = run('--out', out, '--choices', choices);
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('without a rule: expected-container-missing')]);
    const { groups } = parse(readFileSync(join(out, 'prometheus/quayside.yaml'), 'utf8')) as {
      groups: Array<{ rules: Array<{ expr: string; for?: string; labels: Record<string, string> }> }>;
    };
    const ruleOf = (id: string) => groups[0]?.rules.find(({ labels }) => labels['quayside_check'] === id);
    expect(ruleOf('expected-container-missing')?.expr).toContain('name="edge"');
    expect(ruleOf('memory-near-limit')).toMatchObject({
      expr: expect.stringContaining('> 0.8') as string,
      for: '10m',
      labels: { severity: 'critical' },
    });
    writeFileSync(choices, JSON.stringify({ 'no-such-check': {} }));
    expect(run('--out', out, '--choices', choices)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('There is no check "no-such-check"') as string,
    });
  });

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

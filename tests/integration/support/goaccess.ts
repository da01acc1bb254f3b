import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport, type GoAccessReport } from './nginxFixtures';

/** Whether the machine has GoAccess. It is no part of the stack: what compares with it is left out without it. */
export const HAS_GOACCESS = spawnSync('goaccess', ['--version']).status === 0;

/**
 * What GoAccess counts in lines of NGINX's combined format (`VCOMBINED`: with the virtual host and a port before it), with the configuration that its package ships: referrers,
 * which that switches off, switched on, and every row instead of the first 366.
 */
export function goaccess(lines: readonly string[], format: 'COMBINED' | 'VCOMBINED' = 'COMBINED'): GoAccessReport {
  const directory = mkdtempSync(join(tmpdir(), 'quayside-goaccess-'));
  try {
    const log = join(directory, 'access.log');
    const report = join(directory, 'report.json');
    writeFileSync(log, `${lines.join('\n')}\n`);
    const options = [`--log-format=${format}`, '--enable-panel=REFERRERS', '--max-items=100000', '--no-progress'];
    execFileSync('goaccess', [log, ...options, '-o', report], { stdio: ['ignore', 'ignore', 'pipe'] });
    return readReport(readFileSync(report, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

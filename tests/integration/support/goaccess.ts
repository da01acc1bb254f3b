import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '../../../stack/native/run';
import { debianProgram } from '../../stack/support/debianProgram';
import { readReport, type GoAccessReport } from './nginxFixtures';

/** GoAccess: on the PATH, or Debian's package. @throws Error that says why there is none */
export const goaccessProgram = () =>
  debianProgram('goaccess', { packages: ['goaccess', 'libmaxminddb0'], path: 'usr/bin/goaccess' });

/**
 * What GoAccess counts in lines of NGINX's combined format (`VCOMBINED`: with the virtual host and a port before it), with
 * the configuration that its package ships: referrers, which that switches off, switched on, and every row instead of the
 * first 366.
 */
export async function goaccess(
  lines: readonly string[],
  format: 'COMBINED' | 'VCOMBINED' = 'COMBINED'
): Promise<GoAccessReport> {
  const { path, folder, libraries } = await goaccessProgram();
  const directory = mkdtempSync(join(tmpdir(), 'quayside-goaccess-'));
  try {
    const log = join(directory, 'access.log');
    const report = join(directory, 'report.json');
    writeFileSync(log, `${lines.join('\n')}\n`);
    const options = [`--log-format=${format}`, '--enable-panel=REFERRERS', '--max-items=100000', '--no-progress'];
    const config = folder === undefined ? [] : [`--config-file=${join(folder, 'etc/goaccess/goaccess.conf')}`];
    await run(path, [log, ...config, ...options, '-o', report], {
      env: { ...process.env, LD_LIBRARY_PATH: [...libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') },
    });
    return readReport(readFileSync(report, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

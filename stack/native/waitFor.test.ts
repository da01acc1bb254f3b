/** @jest-environment node */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { waitFor } from './waitFor';

describe('waitFor', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'quayside-wait-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('asks until there is a value, through errors', async () => {
    const answers = [() => undefined, () => Promise.reject(new Error('not yet')), () => 'there'];
    expect(await waitFor('it', () => answers.shift()?.(), { deadlineMs: 5_000 })).toBe('there');
  });

  it('says what it waited for, the last error, and the end of the log', async () => {
    const logFile = join(dir, 'loki.log');
    writeFileSync(logFile, 'one\ntwo\nno space left on device\n');
    await expect(
      waitFor('Loki', () => Promise.reject(new Error('connection refused')), { deadlineMs: 50, logFile })
    ).rejects.toThrow(
      /^Loki: not there after 0 s \(connection refused\)\. Last lines of .+loki\.log:\n.*\n*no space left on device/s
    );
  });

  it('gives up at once when the process has ended', async () => {
    const unless = Promise.resolve('loki ended with 1');
    await expect(waitFor('Loki', () => undefined, { deadlineMs: 60_000, unless })).rejects.toThrow(
      'Loki: loki ended with 1'
    );
  });
});

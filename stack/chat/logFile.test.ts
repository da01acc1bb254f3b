/** @jest-environment node */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFile } from './logFile';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'logs', 'chat.log');
const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

describe('a log file', () => {
  test('is begun anew when it is large, the one before is kept, and no line is lost or cut', async () => {
    const file = fresh();
    const { stream, close } = logFile(file, 1000);
    const lines = Array.from({ length: 30 }, (_, n) => `${n} ${'x'.repeat(40)}`);
    for (const line of lines) {
      stream.write(`${line}\n`);
      await once(stream, 'drain');
    }
    await close();
    expect([...linesOf(`${file}.1`), ...linesOf(file)]).toEqual(lines);
    expect(linesOf(file).length).toBeLessThan(10);
  });

  test('is closed whole, also while a new one is begun', async () => {
    const file = fresh();
    const { stream, close } = logFile(file, 10);
    stream.write('a line that is too long\n');
    await once(stream, 'write');
    await close();
    expect(linesOf(`${file}.1`)).toEqual(['a line that is too long']);
    expect(existsSync(file)).toBe(true);
  });

  test('goes on where it ended, and knows how large it is already', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'chat-log-')), 'chat.log');
    writeFileSync(file, `${'y'.repeat(990)}\n`);
    const { stream, close } = logFile(file, 1000);
    stream.write('ten more or so\n');
    await once(stream, 'drain');
    await close();
    expect(linesOf(`${file}.1`)[1]).toBe('ten more or so');
  });
});

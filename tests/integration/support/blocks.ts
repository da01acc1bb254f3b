import { closeSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createBlocks } from '../../../fleet/promtool';
import { program } from './programs';

/** Lines of OpenMetrics: `name{label="value"} 1 1749556800.000`. */
type Lines = Iterable<string>;

const LINES_PER_WRITE = 20_000;

function writeFile(path: string, lines: Lines): void {
  const file = openSync(path, 'w');
  let waiting: string[] = [];
  const write = () => {
    if (waiting.length > 0) {
      writeSync(file, `${waiting.join('\n')}\n`);
      waiting = [];
    }
  };
  for (const line of lines) {
    waiting.push(line);
    if (waiting.length >= LINES_PER_WRITE) {
      write();
    }
  }
  write();
  writeSync(file, '# EOF\n');
  closeSync(file);
}

/**
 * Writes samples as blocks of Prometheus', with one run of promtool for each part, beside which the next one is written.
 * promtool reads a part once for every two hours that it touches, and holds all of it in memory.
 */
export async function writeBlocks(directory: string, parts: Iterable<Lines>): Promise<void> {
  const promtool = await program('promtool');
  let running: Promise<void> = Promise.resolve();
  let count = 0;
  try {
    for (const part of parts) {
      const path = join(directory, `part-${count++}.om`);
      writeFile(path, part);
      await running;
      running = createBlocks(promtool, path, directory).then(() => unlinkSync(path));
    }
  } finally {
    await running;
  }
}

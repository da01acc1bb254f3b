import { existsSync, renameSync, statSync } from 'node:fs';
import pino from 'pino';

/** A file is put aside when it has grown so large, bytes. */
const MOST_BYTES = 10_000_000;

interface LogFile {
  stream: ReturnType<typeof pino.destination>;
  /** Writes what is still waiting. */
  close(): Promise<void>;
}

/**
 * A file that lines are appended to, made with its folder where they are missing. One that has grown to `most` bytes is put
 * aside as `<file>.1`, in place of the one before, and a new one is begun: a shipper follows that without losing a line,
 * and a volume never holds more than two.
 */
export function logFile(file: string, most = MOST_BYTES): LogFile {
  const stream = pino.destination({ dest: file, mkdir: true, sync: false });
  let size = existsSync(file) ? statSync(file).size : 0;
  let closing = false;
  stream.on('write', (bytes) => {
    size += bytes;
    if (size >= most && !closing) {
      size = 0;
      renameSync(file, `${file}.1`);
      stream.reopen();
    }
  });
  return {
    stream,
    close: () =>
      new Promise((resolve, reject) => {
        closing = true;
        stream.once('close', resolve);
        stream.once('error', reject);
        stream.end();
      }),
  };
}

import { execFile } from 'node:child_process';

/** Makes TSDB blocks in a Prometheus data directory from an OpenMetrics file. */
export function createBlocks(promtool: string, file: string, directory: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, directory];
    execFile(promtool, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) {
        const said = `${stderr}${stdout}`.trim().slice(0, 2000);
        reject(new Error(`${promtool} could not make blocks from ${file}: ${said || error.message}`));
      } else {
        resolve();
      }
    });
  });
}

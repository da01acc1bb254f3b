/** @jest-environment node */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleet } from './createFleet';
import { writeMetrics } from './writeMetrics';

/** Not a multiple of two hours, so that the last block is a short one. */
const END = 1_795_380_000;
const BLOCK = 7200;

describe('writeMetrics', () => {
  let directory = '';

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fleet-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** A promtool that keeps its input: it is called as `tsdb create-blocks-from openmetrics --quiet FILE DIR`. */
  function promtool(script = 'cp "$5" "$6/kept-$(basename "$5")"'): string {
    const path = join(directory, 'promtool');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  async function write(name: string, script?: string) {
    const prometheusDir = join(directory, name);
    const fleet = createFleet({ end: END, hours: 2.5, hosts: 3, containersPerHost: 3, stepSeconds: 120 });
    const written = await writeMetrics(fleet, { prometheusDir, promtool: promtool(script) });
    const files = readdirSync(prometheusDir)
      .filter((file) => file.startsWith('kept-'))
      .sort();
    return { written, prometheusDir, texts: files.map((file) => readFileSync(join(prometheusDir, file), 'utf8')) };
  }

  it('writes the same bytes for the same options', async () => {
    expect((await write('a')).texts).toEqual((await write('b')).texts);
  });

  it('writes each block into a file of its own, up to a few seconds before the end', async () => {
    const { texts, written, prometheusDir } = await write('a');
    const times = texts.map((text) => {
      const lines = text.trimEnd().split('\n');
      expect(lines.pop()).toBe('# EOF');
      return lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
    });
    expect(times.map((all) => new Set(all.map((time) => Math.floor(time / BLOCK))).size)).toEqual(times.map(() => 1));
    const all = times.flat();
    expect(all).toHaveLength(written.samples);
    const newest = all.reduce((max, time) => Math.max(max, time), 0);
    expect(END - newest).toBeGreaterThan(0);
    expect(END - newest).toBeLessThan(3);
    expect(existsSync(join(prometheusDir, 'fleet.tmp'))).toBe(false);
  });

  it('says that a host is down, and nothing else of it', async () => {
    const lines = (await write('a')).texts.flatMap((text) => text.split('\n'));
    const ofAway = lines.filter(
      (line) => line.includes('instance="app-2:8080"') && Number(line.split(' ').pop()) > END - 290
    );
    expect(new Set(ofAway.map((line) => line.split('{')[0]))).toEqual(
      new Set(['up', 'scrape_duration_seconds', 'scrape_samples_scraped'])
    );
    expect(ofAway.filter((line) => line.startsWith('up{')).every((line) => line.includes('} 0 '))).toBe(true);
  });

  it('passes on what promtool says when it fails, and leaves no files', async () => {
    await expect(write('a', 'echo "no space left" >&2; exit 1')).rejects.toThrow('no space left');
    expect(readdirSync(join(directory, 'a'))).toEqual([]);
  });
});

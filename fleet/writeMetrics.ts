import { closeSync, mkdirSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from './fleet';
import { createBlocks } from './promtool';
import { numberText, Series, type Labels } from './series';
import { stepPlan, ticks, type StepSpan } from './stepPlan';
import { targets, type Target } from './target';
import { writeRecorded } from './writeRecorded';

export interface WriteMetricsOptions {
  /** Data directory of a Prometheus that is not running yet. */
  prometheusDir: string;
  /** Path of promtool, 2.42 or later. */
  promtool: string;
  /** Told after each part, shares from 0 to 1. */
  onProgress?: (share: number) => void;
}

export interface WrittenMetrics {
  series: number;
  samples: number;
  blocks: number;
  steps: StepSpan[];
  seconds: number;
}

/** Prometheus' blocks begin at multiples of two hours. */
const BLOCK_SECONDS = 7200;
/**
 * promtool keeps a whole file's samples in memory, and two of them run while a third file is written. Larger parts
 * than this save no time.
 */
const SAMPLES_PER_FILE = 1_500_000;
const PROMTOOLS_AT_ONCE = 2;
const BUFFER_CHARS = 1 << 20;

/** Series that Prometheus itself adds to each scrape. */
const SCRAPE_SERIES = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped'] as const;

function scrapeSeries(target: Target): string[] {
  return SCRAPE_SERIES.map((name) =>
    new Series<null>({ name, type: 'gauge', help: '' }, [], () => 0).historyPrefix(target.labels)
  );
}

/** Writes lines to a file through a buffer. */
class LineFile {
  private readonly descriptor: number;
  private buffer = '';

  constructor(readonly path: string) {
    this.descriptor = openSync(path, 'w');
  }

  add(line: string): void {
    this.buffer += line;
    if (this.buffer.length > BUFFER_CHARS) {
      this.flush();
    }
  }

  close(): void {
    this.add('# EOF\n');
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.buffer);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.descriptor, bytes, written);
    }
    this.buffer = '';
  }
}

/** Writes one scrape and returns the number of its samples. */
function writeScrape(file: LineFile, target: Target, own: readonly string[], labels: Labels, t: number): number {
  const stamp = ` ${t.toFixed(3)}\n`;
  let samples = 0;
  target.collect(t, (series, value) => {
    samples++;
    file.add(series.historyPrefix(labels) + numberText(value) + stamp);
  });
  const up = target.isUp(t);
  // A scrape that fails has waited for its timeout.
  const values = [up ? 1 : 0, up ? 0.02 + samples / 40_000 : 10, samples];
  own.forEach((prefix, i) => file.add(prefix + numberText(values[i]!) + stamp));
  return samples + own.length;
}

/** How many samples one scrape of everything has. */
function countSeries(all: readonly Target[], t: number): number {
  let count = 0;
  for (const target of all) {
    count += SCRAPE_SERIES.length;
    target.collect(t, () => count++);
  }
  return count;
}

/** A stretch of time that goes into one file, epoch seconds; `to` is not included. */
interface Part {
  from: number;
  to: number;
}

/** Cuts the time of the ticks where a block begins, and where a file would become too large. */
function parts(all: readonly number[], series: number): Part[] {
  const most = Math.max(1, Math.floor(SAMPLES_PER_FILE / series));
  const result: Part[] = [];
  let block = NaN;
  let inPart = 0;
  for (const tick of all) {
    const own = Math.floor(tick / BLOCK_SECONDS) * BLOCK_SECONDS;
    const last = result[result.length - 1];
    if (last && own === block && inPart < most) {
      inPart++;
    } else {
      const from = last && own !== block ? own : tick;
      if (last) {
        last.to = from;
      }
      result.push({ from, to: Infinity });
      block = own;
      inPart = 1;
    }
  }
  return result;
}

/**
 * Writes the history as TSDB blocks: one OpenMetrics file, and one run of promtool, for each part of a block.
 * Start Prometheus afterwards; its own scrapes go on from the end of the history.
 */
export async function writeMetrics(fleet: Fleet, options: WriteMetricsOptions): Promise<WrittenMetrics> {
  const began = Date.now();
  const { prometheusDir, promtool, onProgress } = options;
  const all = targets(fleet).map((target) => ({ target, own: scrapeSeries(target) }));
  const series = countSeries(
    all.map(({ target }) => target),
    fleet.start
  );
  const steps = stepPlan(fleet.options, series);
  const allTicks = ticks(steps, fleet.start, fleet.end);
  const files = parts(allTicks, series);
  const temporary = join(prometheusDir, 'fleet.tmp');
  mkdirSync(temporary, { recursive: true });
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let samples = 0;
  try {
    for (const [n, part] of files.entries()) {
      const file = new LineFile(join(temporary, `${n}.om`));
      for (const { target, own } of all) {
        for (const tick of allTicks) {
          const t = tick - target.offset;
          if (t >= part.from && t < part.to) {
            samples += writeScrape(file, target, own, target.labels, t);
          }
        }
      }
      file.close();
      while (running.size >= PROMTOOLS_AT_ONCE) {
        await Promise.race(running);
      }
      const job = createBlocks(promtool, file.path, prometheusDir)
        .then(
          () => unlinkSync(file.path),
          (error: unknown) => void failures.push(error)
        )
        .finally(() => running.delete(job));
      running.add(job);
      onProgress?.((n + 1) / files.length);
      // Lets finished promtools be seen between two long stretches of work.
      await new Promise((resolve) => setImmediate(resolve));
      if (failures.length > 0) {
        break;
      }
    }
    await Promise.all(running);
    if (failures.length > 0) {
      throw failures[0];
    }
  } finally {
    await Promise.all(running);
    rmSync(temporary, { recursive: true, force: true });
  }
  const recorded = fleet.options.recorded ? await writeRecorded(fleet, { prometheusDir, promtool }) : { samples: 0 };
  return {
    ...{ series, blocks: files.length, steps },
    samples: samples + recorded.samples,
    seconds: (Date.now() - began) / 1000,
  };
}

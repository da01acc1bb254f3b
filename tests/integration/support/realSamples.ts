import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeBlocks } from './blocks';
import { once } from './histories';
import { startPrometheus, type Server } from './servers';

/** One sample of an exporter's answer. */
export interface RealSample {
  name: string;
  labels: Record<string, string>;
  /** As it was written. */
  value: string;
}

/** Seconds between the three answers of cAdvisor. */
const APART = 30;
export const INSTANCE = 'docker-1:8080';
export const NODE_INSTANCE = 'docker-1:9100';

/** The samples of an exporter's answer; its own time stamps are left out, as `honor_timestamps: false` does. */
export function readSamples(file: string): RealSample[] {
  const text = gunzipSync(readFileSync(resolve(__dirname, '../../fixtures/real', file))).toString();
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', body = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
      const pairs = [...body.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text_ = '']) => [
        label,
        text_,
      ]);
      return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value };
    });
}

/** The three answers of cAdvisor, oldest first. */
export const CADVISOR = [1, 2, 3].map((n) => readSamples(`cadvisor-docker-${n}.prom.gz`));

/** When the last of them was given, epoch seconds: by its own clock, since it says when it saw each container. */
export const REAL_END = Math.max(
  ...(CADVISOR[2] ?? []).filter(({ name }) => name === 'container_last_seen').map(({ value }) => Number(value))
);

function lineOf({ name, labels, value }: RealSample, job: string, instance: string, t: number): string {
  // Prometheus has no empty labels.
  const pairs = Object.entries({ ...labels, job, instance }).filter(([, text]) => text !== '');
  return `${name}{${pairs.map(([label, text]) => `${label}="${text}"`).join(',')}} ${value} ${t}`;
}

function* lines(): Generator<string> {
  const up: RealSample = { name: 'up', labels: {}, value: '1' };
  for (const [n, samples] of CADVISOR.entries()) {
    const t = REAL_END - (CADVISOR.length - 1 - n) * APART;
    for (const sample of [up, ...samples]) {
      yield lineOf(sample, 'cadvisor', INSTANCE, t);
    }
  }
  for (const sample of [up, ...readSamples('node-exporter.prom.gz')]) {
    yield lineOf(sample, 'node', NODE_INSTANCE, REAL_END);
  }
}

/** A Prometheus that has scraped a real cAdvisor three times and a real node exporter once. */
export async function prometheusOfRealSamples(): Promise<Server> {
  const blocks = await once('real', (directory) => writeBlocks(directory, [lines()]));
  return startPrometheus(blocks, REAL_END);
}

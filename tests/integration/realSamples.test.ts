import { CONTAINER_SIGNALS } from '../../src/signals/containers';
import { DOCKER } from '../../src/signals/conventions';
import { exportedQuery } from '../../src/signals/exported';
import { HOST_SIGNALS } from '../../src/signals/hosts';
import type { Signal } from '../../src/signals/signal';
import { askPrometheus } from './support/ask';
import {
  CADVISOR,
  INSTANCE,
  NODE_INSTANCE,
  prometheusOfRealSamples,
  REAL_END,
  readSamples,
} from './support/realSamples';
import type { Server } from './support/servers';

const CONTAINERS = ['edge', 'flaky', 'leaky-cache', 'shop-api', 'shop-worker', 'steady'];
/** It restarts between any two scrapes, and each restart makes new series: there are no two samples to make a rate of. */
const WITHOUT_RATE = ['flaky'];
const [, , newest = []] = CADVISOR;
const context = { conventions: DOCKER, scope: {}, window: '5m', range: '1h' };

/** Containers with a value other than 0 in the newest answer: a limit, a quota. */
const having = (metric: string) =>
  newest
    .filter(({ name, labels, value }) => name === metric && labels['name'] && Number(value) > 0)
    .map(({ labels }) => labels['name'] ?? '')
    .sort();

const limited = having('container_spec_memory_limit_bytes');
const quota = having('container_spec_cpu_quota');

/** Who must have a value, where it is not each of the six. */
const WHO: Partial<Record<string, string[]>> = {
  'container.cpu.quota': quota,
  'container.cpu.quota.ratio': quota,
  'container.cpu.throttled.ratio': quota,
  'container.cpu.periods': quota,
  'container.memory.limit': limited,
  'container.memory.limit.ratio': limited,
  // cAdvisor on this machine exports no input and output of single containers.
  'container.disk.read': [],
  'container.disk.write': [],
  // All of them are there.
  'container.gone': [],
};

const isRate = (signal: Signal) => signal.query(context).includes('rate(');

let prometheus: Server;
beforeAll(async () => {
  prometheus = await prometheusOfRealSamples();
});
afterAll(() => prometheus?.stop());

const ask = (expr: string) => askPrometheus(prometheus.url, expr, REAL_END);

/** The values of a signal by container. */
async function valuesOf(signal: Signal): Promise<Record<string, number>> {
  const samples = await ask(signal.query(context));
  samples.forEach(({ labels }) => expect(labels['instance']).toBe(INSTANCE));
  expect(new Set(samples.map(({ labels }) => labels['name'])).size).toBe(samples.length);
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['name'] ?? '', value]));
}

it('the samples are of six containers, some with limits', () => {
  expect(limited).toEqual(['edge', 'leaky-cache', 'shop-api']);
  expect(quota).toEqual(['shop-api']);
});

it.each(Object.values(CONTAINER_SIGNALS).map((signal): { id: string; signal: Signal } => ({ id: signal.id, signal })))(
  '$id has a value for each container that has it, and for nothing else',
  async ({ id, signal }) => {
    const who = WHO[id] ?? CONTAINERS.filter((name) => !isRate(signal) || !WITHOUT_RATE.includes(name));
    expect(Object.keys(await valuesOf(signal)).sort()).toEqual(who);
  }
);

it('what is not exported is told from what is 0', async () => {
  expect(await ask(exportedQuery(CONTAINER_SIGNALS.diskRead, context))).toEqual([]);
  expect(await ask(exportedQuery(CONTAINER_SIGNALS.memorySwap, context))).toHaveLength(1);
});

it('says what the newest answer says', async () => {
  const newestOf = (metric: string) =>
    Object.fromEntries(
      newest
        .filter(({ name, labels }) => name === metric && labels['name'])
        .map(({ labels, value }) => [labels['name'] ?? '', Number(value)])
    );
  const { 'leaky-cache': leaky, flaky, ...steady } = await valuesOf(CONTAINER_SIGNALS.memoryWorkingSet);
  const { 'leaky-cache': _leaky, flaky: _flaky, ...truth } = newestOf('container_memory_working_set_bytes');
  expect(steady).toEqual(truth);
  // These two were restarted a moment ago, and their last incarnations are still answered for: one of them, never both.
  const all = (name: string) =>
    CADVISOR.flat()
      .filter((sample) => sample.name === 'container_memory_working_set_bytes' && sample.labels['name'] === name)
      .map(({ value }) => Number(value));
  expect(all('leaky-cache')).toContain(leaky);
  expect(all('flaky')).toContain(flaky);
  expect(await valuesOf(CONTAINER_SIGNALS.health)).toEqual(newestOf('container_health_state'));
  expect(await valuesOf(CONTAINER_SIGNALS.startTime)).toEqual(newestOf('container_start_time_seconds'));
  expect(await valuesOf(CONTAINER_SIGNALS.memoryLimit)).toEqual({
    edge: 128 * 2 ** 20,
    'leaky-cache': 48 * 2 ** 20,
    'shop-api': 64 * 2 ** 20,
  });
});

it('counts restarts and kills as Docker did', async () => {
  expect(await valuesOf(CONTAINER_SIGNALS.restarts)).toEqual({
    edge: 0,
    flaky: 2,
    'leaky-cache': 1,
    'shop-api': 0,
    'shop-worker': 0,
    steady: 0,
  });
  expect((await valuesOf(CONTAINER_SIGNALS.oomEvents))['leaky-cache']).toBe(8);
});

it('bounds a container without a limit by the machine', async () => {
  const limits = await valuesOf(CONTAINER_SIGNALS.memoryEffectiveLimit);
  const [machine] = newest.filter(({ name }) => name === 'machine_memory_bytes').map(({ value }) => Number(value));
  expect(limits['steady']).toBe(machine);
  expect(limits['edge']).toBe(128 * 2 ** 20);
});

it('throttles the container with a fifth of a core', async () => {
  const { 'shop-api': share } = await valuesOf(CONTAINER_SIGNALS.cpuThrottled);
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThanOrEqual(1);
  expect((await valuesOf(CONTAINER_SIGNALS.cpuQuota))['shop-api']).toBe(0.2);
});

it.each([HOST_SIGNALS.memoryRatio, HOST_SIGNALS.memoryAvailable, HOST_SIGNALS.load, HOST_SIGNALS.diskUsedRatio])(
  '$id is read from a real node exporter',
  async (signal) => {
    const samples = await ask(signal.query(context));
    expect(samples.map(({ labels }) => labels)).toEqual([{ instance: NODE_INSTANCE }]);
    expect(samples[0]?.value).toBeGreaterThan(0);
  }
);

it('knows the machine by cAdvisor too', async () => {
  const [containers] = await ask(HOST_SIGNALS.containers.query(context));
  expect(containers?.value).toBe(CONTAINERS.length);
  const available = readSamples('node-exporter.prom.gz').find(({ name }) => name === 'node_memory_MemAvailable_bytes');
  const [memory] = await ask(HOST_SIGNALS.memoryAvailable.query(context));
  expect(memory?.value).toBe(Number(available?.value));
});

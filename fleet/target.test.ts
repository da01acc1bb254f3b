/** @jest-environment node */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createFleet } from './createFleet';
import type { FleetOptions } from './options';
import { targets } from './target';

const END = 1_795_380_000;
const REAL = join(__dirname, '../tests/fixtures/real');

/** Label names of each family of a real exporter. */
function realFamilies(name: string): Map<string, Set<string>> {
  const families = new Map<string, Set<string>>();
  const lines = gunzipSync(readFileSync(join(REAL, name)))
    .toString('utf8')
    .split('\n');
  for (const line of lines) {
    const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? /.exec(line);
    if (match?.[1]) {
      const names = [...(match[2] ?? '').matchAll(/([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"/g)].map((label) => label[1]!);
      families.set(match[1], new Set([...(families.get(match[1]) ?? []), names.sort().join(',')]));
    }
  }
  return families;
}

function collected(options: Partial<FleetOptions>, job: string, t = END) {
  const all = targets(createFleet({ end: END, ...options })).filter((target) => target.job === job);
  return all.flatMap((target) => {
    const samples: Array<{ name: string; labels: Record<string, string>; value: number }> = [];
    target.collect(t, ({ name, labels }, value) => samples.push({ name, labels: Object.fromEntries(labels), value }));
    return samples.map((sample) => ({ ...sample, instance: target.instance }));
  });
}

function familiesOf(samples: ReturnType<typeof collected>): Map<string, Set<string>> {
  const families = new Map<string, Set<string>>();
  for (const { name, labels } of samples) {
    families.set(name, new Set([...(families.get(name) ?? []), Object.keys(labels).sort().join(',')]));
  }
  return families;
}

describe('targets', () => {
  it('have the label sets of a real cAdvisor', () => {
    const real = realFamilies('cadvisor-docker-1.prom.gz');
    const unknown: string[] = [];
    for (const [name, labels] of familiesOf(collected({}, 'cadvisor'))) {
      const known = real.get(name);
      if (known) {
        expect([name, [...labels]]).toEqual([name, [...known]]);
      } else {
        unknown.push(name);
      }
    }
    // The real one ran where block I/O is not counted by bytes.
    expect(unknown.sort()).toEqual(['container_fs_reads_bytes_total', 'container_fs_writes_bytes_total']);
  });

  it('have the label sets of a real node exporter', () => {
    const real = realFamilies('node-exporter.prom.gz');
    for (const [name, labels] of familiesOf(collected({}, 'node'))) {
      expect([name, [...labels]]).toEqual([name, [...(real.get(name) ?? [])]]);
    }
  });

  it('have a quota for those that have one, and 0 as the limit of those without', () => {
    const samples = collected({}, 'cadvisor');
    const quotas = samples.filter(({ name }) => name === 'container_spec_cpu_quota');
    expect(quotas.length).toBeGreaterThan(0);
    expect(quotas.every(({ value, labels }) => value > 0 && labels.name !== '')).toBe(true);
    const periods = samples.filter(({ name }) => name === 'container_cpu_cfs_periods_total');
    expect(periods).toHaveLength(quotas.length);
    const unlimited = samples.filter(
      ({ name, labels }) => name === 'container_spec_memory_limit_bytes' && labels.name === 'shop-worker'
    );
    expect(unlimited.map(({ value }) => value)).toEqual([0, 0]);
  });

  it('have cores apart on some hosts, and disks on some', () => {
    const samples = collected({}, 'cadvisor', END - 3600);
    const cpus = (instance: string) =>
      new Set(samples.filter((one) => one.instance === instance && one.labels.cpu).map(({ labels }) => labels.cpu));
    expect([...cpus('10.0.0.5:8080')]).toEqual(['cpu00', 'cpu01', 'cpu02', 'cpu03']);
    expect([...cpus('app-1:8080')]).toEqual(['total']);
    const disks = new Set(samples.filter(({ name }) => name === 'container_fs_usage_bytes').map((one) => one.instance));
    expect([...disks]).toEqual(['10.0.0.5:8080', 'app-2:8080']);
  });

  it('change the restart count, and nothing else, when a container starts again', () => {
    const labels = (t: number) =>
      collected({}, 'cadvisor', t).find(
        ({ name, labels: one }) => name === 'container_start_time_seconds' && one.name === 'session-cache'
      )?.labels;
    const before = labels(END - 300);
    const after = labels(END);
    expect(before?.container_label_restartcount).toBe('10');
    expect(after).toEqual({ ...before, container_label_restartcount: '11' });
    expect(labels(END - 20 * 3600)?.container_label_restartcount).toBe('');
  });

  it('say nothing of a host that is away', () => {
    const away = targets(createFleet({ end: END })).filter(({ path }) => path.includes('app-3'));
    expect(away).toHaveLength(2);
    for (const target of away) {
      expect([END - 301, END - 299, END - 9 * 3600 + 60].map((t) => target.isUp(t))).toEqual([true, false, false]);
      let samples = 0;
      target.collect(END, () => samples++);
      expect(samples).toBe(0);
    }
  });

  it('have no two samples of one series', () => {
    for (const style of ['docker', 'kubernetes'] as const) {
      for (const target of targets(createFleet({ end: END, style }))) {
        const seen = new Set<string>();
        let samples = 0;
        target.collect(END, (series) => {
          samples++;
          seen.add(series.historyPrefix(target.labels));
        });
        expect(seen.size).toBe(samples);
      }
    }
  });

  it('have pods, pause containers and limits from kube-state-metrics in Kubernetes', () => {
    const samples = collected({ style: 'kubernetes' }, 'kubelet');
    expect(samples.some(({ name }) => name.startsWith('container_spec_'))).toBe(false);
    const network = samples.filter(
      ({ name, labels }) => name === 'container_network_receive_bytes_total' && labels.pod
    );
    expect(new Set(network.map(({ labels }) => labels.container))).toEqual(new Set(['POD']));
    const rows = samples.filter(
      ({ name, labels }) => name === 'container_memory_working_set_bytes' && labels.pod?.startsWith('orders-')
    );
    expect(rows.map(({ labels }) => labels.container).sort()).toEqual(['', 'POD', 'orders']);
    const limits = collected({ style: 'kubernetes' }, 'kube-state-metrics').filter(
      ({ name, labels }) => name === 'kube_pod_container_resource_limits' && labels.container === 'orders'
    );
    expect(limits.map(({ labels, value }) => [labels.resource, labels.node, value])).toEqual([
      ['memory', 'app-1', 1024 ** 3],
      ['cpu', 'app-1', 1.5],
    ]);
  });
});

/** @jest-environment node */
import { containerState, type ContainerState } from './containerState';
import { createFleet } from './createFleet';
import type { Container } from './fleet';
import { hostState } from './hostState';
import { cpuCoresBetween, findContainer, throttledShareBetween, workingSetAt } from './measures';

const END = 1_795_380_000;
const HOUR = 3600;

const COUNTERS: Array<keyof ContainerState> = [
  'cpuSeconds',
  'periods',
  'throttledPeriods',
  'throttledSeconds',
  'memoryFailures',
  'oomKills',
  'receivedBytes',
  'transmittedBytes',
  'readBytes',
  'writtenBytes',
  'cpuWaiting',
  'memoryWaiting',
  'ioWaiting',
];

/** States of a container around the end, where the history meets what is live. */
function states(container: Container, from: number, to: number, step: number): ContainerState[] {
  const all: ContainerState[] = [];
  for (let t = from; t <= to; t += step) {
    const state = containerState(container, t);
    if (state) {
      all.push(state);
    }
  }
  return all;
}

describe('containerState', () => {
  it('has counters that only fall when a container starts again', () => {
    const fleet = createFleet({ end: END });
    const falls: string[] = [];
    for (const container of fleet.containers) {
      const all = states(container, END - 2 * HOUR, END + HOUR, 15);
      for (let i = 1; i < all.length; i++) {
        const [before, after] = [all[i - 1]!, all[i]!];
        if (before.life.index === after.life.index) {
          const fell = COUNTERS.filter((counter) => after[counter] < before[counter]);
          falls.push(...fell.map((counter) => `${container.name} ${counter}`));
        }
      }
    }
    expect(falls).toEqual([]);
  });

  it('keeps a quiet fleet quiet', () => {
    const fleet = createFleet({ end: END, incidents: 'none', hours: 24 });
    const noise: string[] = [];
    const quiet = (container: Container, what: string, value: number, below: number) => {
      if (value >= below) {
        noise.push(`${container.host.id}/${container.name}: ${what} ${value}`);
      }
    };
    for (const container of fleet.containers) {
      const { host, memoryLimit, cpuQuota } = container;
      expect(container.lifecycle.between(END - 720 * HOUR, END + HOUR)).toHaveLength(1);
      for (const state of states(container, END - 24 * HOUR, END, 300)) {
        quiet(container, 'memory', memoryLimit > 0 ? state.workingSet / memoryLimit : 0, 0.85);
        quiet(container, 'health', state.health === 0 ? 1 : 0, 1);
      }
      for (let t = END - 24 * HOUR; t < END; t += 600) {
        const cores = cpuCoresBetween(container, t, t + 300);
        quiet(container, 'cores of the host', cores / host.cores, 0.5);
        quiet(container, 'quota', cpuQuota > 0 ? cores / cpuQuota : 0, 0.85);
        quiet(container, 'throttled', throttledShareBetween(container, t, t + 300) ?? 0, 0.1);
      }
    }
    expect(noise).toEqual([]);
  });

  it('never uses more of a host than there is', () => {
    const shares: number[] = [];
    for (const hosts of [1, 2, 4]) {
      for (const host of createFleet({ end: END, hosts, containersPerHost: 25 }).hosts) {
        for (let t = END - 3 * HOUR; t < END; t += 120) {
          const { busyCores, usedMemory } = hostState(host, t);
          shares.push(busyCores / host.cores, usedMemory / host.memoryBytes);
        }
      }
    }
    expect(Math.max(...shares)).toBeLessThan(0.98);
  });
});

describe('incidents', () => {
  const fleet = createFleet({ end: END });
  const of = (kind: string) => {
    const incident = fleet.incidents.find((one) => one.kind === kind);
    if (!incident) {
      throw new Error(`no ${kind}`);
    }
    return incident;
  };
  const ratio = (container: Container, t: number) => (workingSetAt(container, t) ?? 0) / container.memoryLimit;

  it('leak: climbs for more than six hours and meets its limit within four', () => {
    const { host, start, details } = of('leak');
    const orders = findContainer(fleet, host, 'orders');
    expect(END - start).toBeGreaterThan(6 * HOUR);
    expect(ratio(orders, END)).toBeCloseTo(0.74, 2);
    expect(details.ratioAtEnd).toBe(ratio(orders, END));
    // A straight line through the last six hours, as predict_linear draws it.
    const slope = (ratio(orders, END) - ratio(orders, END - 6 * HOUR)) / 6;
    expect(ratio(orders, END) + 4 * slope).toBeGreaterThan(1);
    const metAt = END + (details.secondsToLimit ?? 0);
    expect(ratio(orders, metAt - 60)).toBeGreaterThan(0.98);
    expect(orders.lifecycle.endings('oom', metAt + 1)).toBe(1);
  });

  it('leak-oom: was killed four minutes ago at its limit', () => {
    const { host, details } = of('leak-oom');
    const cache = findContainer(fleet, host, 'session-cache');
    const killedAt = details.lastKill ?? 0;
    expect(END - killedAt).toBe(240);
    expect(ratio(cache, killedAt - 15)).toBeGreaterThan(0.97);
    expect(ratio(cache, END)).toBeLessThan(0.4);
    expect(cache.lifecycle.endings('oom', END)).toBe(details.kills);
    expect(cache.lifecycle.at(END)?.restartCount).toBe(details.kills);
  });

  it('near-limit: is above 90 % all the time', () => {
    const search = findContainer(fleet, of('near-limit').host, 'search');
    const ratios = states(search, END - 6 * HOUR, END, 60).map(({ workingSet }) => workingSet / search.memoryLimit);
    expect(Math.min(...ratios)).toBeGreaterThan(0.93);
    expect(Math.max(...ratios)).toBeLessThan(0.95);
  });

  it('throttled: uses its quota and waits in most periods', () => {
    const render = findContainer(fleet, of('throttled').host, 'report-render');
    expect(cpuCoresBetween(render, END - 600, END) / render.cpuQuota).toBeGreaterThan(0.9);
    expect(throttledShareBetween(render, END - 900, END)).toBeGreaterThan(0.5);
  });

  it('cpu-hog: takes more than 80 % of its host', () => {
    const transcoder = findContainer(fleet, of('cpu-hog').host, 'transcoder');
    expect(cpuCoresBetween(transcoder, END - 900, END) / transcoder.host.cores).toBeGreaterThan(0.8);
  });

  it('gone: stopped ten minutes ago', () => {
    const invoice = findContainer(fleet, of('gone').host, 'invoice');
    expect(containerState(invoice, END - 601)).not.toBeNull();
    expect(containerState(invoice, END - 599)).toBeNull();
  });

  it('deploy-5xx: has another image and another id', () => {
    const api = findContainer(fleet, of('deploy-5xx').host, 'shop-api');
    const { start } = of('deploy-5xx');
    expect(containerState(api, start - 60)?.life).toMatchObject({ generation: 0, restartCount: 0 });
    expect(containerState(api, start + 60)?.life).toMatchObject({ generation: 1, restartCount: 0 });
    expect(containerState(api, END)?.life.image).toMatch(/:1\.9\.0$/);
  });

  it('disk-fills: is full within a day, with less than 30 % left', () => {
    const { details } = of('disk-fills');
    expect((details.availBytesAtEnd ?? 0) / (details.sizeBytes ?? 0)).toBeLessThan(0.3);
    expect(details.secondsToFull).toBeLessThan(24 * HOUR);
  });
});

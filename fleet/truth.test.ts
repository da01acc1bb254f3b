/** @jest-environment node */
import { createFleet } from './createFleet';
import { findContainer, oomKillsBetween, restartsBetween } from './measures';
import { truth } from './truth';

const END = 1_795_380_000;

describe('truth', () => {
  const fleet = createFleet({ end: END });
  const known = truth(fleet);

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(known))).toEqual(known);
  });

  it('knows what holds at the end', () => {
    const of = (host: string, name: string) => known.containers.find((one) => one.host === host && one.name === name);
    expect(of('web-1', 'session-cache')?.atEnd).toMatchObject({ up: true, restarts: 1, oomKills: 1 });
    expect(of('web-1', 'mailer')?.atEnd.restarts).toBe(15);
    expect(of('app-1', 'invoice')?.atEnd).toMatchObject({ up: false, workingSetBytes: null });
    expect(of('web-1', 'shop-api')?.image).toBe('registry.example.com/shop/api:1.9.0');
    expect(of('web-1', 'shop-api')?.lives).toHaveLength(2);
    expect(of('app-1', 'shop-worker')).toMatchObject({ memoryLimit: null, cpuQuota: null });
    expect(known.hosts[3]?.outages.map(({ to }) => to)).toEqual([END - 9 * 3600 + 600, null]);
  });

  it('counts restarts and kills of any time', () => {
    const cache = findContainer(fleet, 'web-1:9100', 'session-cache');
    expect(oomKillsBetween(cache, END - 9 * 3600, END)).toBe(11);
    expect(restartsBetween(cache, END - 9 * 3600, END)).toBe(11);
    expect(oomKillsBetween(cache, END - 200, END)).toBe(0);
  });

  it('names what there is when something is not', () => {
    expect(() => findContainer(fleet, 'web-9', 'edge')).toThrow('there is no host web-9; there are web-1, app-1');
    expect(() => findContainer(fleet, 'web-1', 'nope')).toThrow('there is no nope on web-1; there are edge');
  });
});

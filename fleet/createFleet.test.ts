/** @jest-environment node */
import { createFleet } from './createFleet';
import { FleetOptionError } from './options';
import { truth } from './truth';

const END = 1_795_380_000;

describe('createFleet', () => {
  it('makes the same fleet from the same options', () => {
    expect(truth(createFleet({ end: END }))).toEqual(truth(createFleet({ end: END })));
    expect(truth(createFleet({ end: END, seed: 2 }))).not.toEqual(truth(createFleet({ end: END })));
  });

  it('has 4 hosts of 10 containers, and the same names on two hosts', () => {
    const fleet = createFleet({ end: END });
    expect(fleet.hosts.map(({ id }) => id)).toEqual(['web-1', 'app-1', 'app-2', 'app-3']);
    expect(fleet.hosts.map(({ containers }) => containers.length)).toEqual([10, 10, 10, 10]);
    for (const name of ['edge', 'shop-api']) {
      expect(fleet.containers.filter((one) => one.name === name).map(({ host }) => host.id)).toEqual([
        'web-1',
        'app-1',
      ]);
    }
    const identities = fleet.containers.map(({ host, name }) => `${host.id}/${name}`);
    expect(new Set(identities).size).toBe(40);
  });

  it('spells the first host differently in each system', () => {
    const [first, second] = createFleet({ end: END }).hosts;
    expect(first).toMatchObject({ cadvisorInstance: '10.0.0.5:8080', nodeInstance: 'web-1:9100', lokiHost: 'web-1' });
    expect(second).toMatchObject({ cadvisorInstance: 'app-1:8080', nodeInstance: 'app-1:9100', lokiHost: 'app-1' });
  });

  it('has limits, quotas and health checks for some containers only', () => {
    const { containers } = createFleet({ end: END });
    for (const has of [
      (one: (typeof containers)[number]) => one.memoryLimit > 0,
      (one: (typeof containers)[number]) => one.cpuQuota > 0,
      (one: (typeof containers)[number]) => one.healthCheck,
    ]) {
      const some = containers.filter(has).length;
      expect(some).toBeGreaterThan(5);
      expect(some).toBeLessThan(35);
    }
  });

  it.each([
    [1, 3],
    [1, 20],
    [2, 10],
    [3, 10],
    [12, 5],
    [3, 60],
  ])('fits its incidents into %i hosts of %i containers', (hosts, containersPerHost) => {
    const fleet = createFleet({ end: END, hosts, containersPerHost });
    expect(fleet.containers).toHaveLength(hosts * containersPerHost);
    for (const incident of fleet.incidents) {
      const host = fleet.hosts.find(({ id }) => id === incident.host);
      expect(host).toBeDefined();
      if (incident.container !== undefined) {
        expect(host?.containers.map(({ name }) => name)).toContain(incident.container);
      }
      expect(incident.expects.every((check) => /^(check-\d+|[a-z]+(-[a-z]+)+)$/.test(check))).toBe(true);
    }
  });

  it('has every kind of incident by default, and none in a quiet fleet', () => {
    const kinds = new Set(createFleet({ end: END }).incidents.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      [
        'cpu-hog',
        'crash-loop',
        'deploy-5xx',
        'disk-fills',
        'gone',
        'host-away',
        'leak',
        'leak-oom',
        'near-limit',
        'scraper',
        'slow-endpoint',
        'throttled',
        'unhealthy',
      ].sort()
    );
    expect(createFleet({ end: END, incidents: 'none' }).incidents).toEqual([]);
  });

  it.each([
    [{ hosts: 0 }, 'hosts must be'],
    [{ hosts: 1.5 }, 'hosts must be a whole number'],
    [{ hours: 721 }, 'hours must be a number from 0.05 to 720'],
    [{ end: Number.NaN }, 'end must be'],
    [{ stepSeconds: 300 }, 'stepSeconds must be'],
  ])('refuses %j', (options, message) => {
    expect(() => createFleet(options)).toThrow(FleetOptionError);
    expect(() => createFleet(options)).toThrow(message);
  });
});

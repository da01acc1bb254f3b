/** @jest-environment node */
import { createFleet } from '../fleet/createFleet';
import { demoSettings } from './demoSettings';
import { fleetTargets } from './fleetTargets';

const fleet = createFleet({ hosts: 2, containersPerHost: 3, end: 1_760_000_000 });

describe('fleetTargets', () => {
  it('gives each host to both jobs, and applications to theirs, at one address with paths of their own', () => {
    const files = fleetTargets(fleet, '127.0.0.1:9400');
    expect(Object.fromEntries(Object.entries(files).map(([name, groups]) => [name, groups.length]))).toEqual({
      'cadvisor-fleet': 2,
      'node-fleet': 2,
      'services-fleet': 3,
    });
    const groups = Object.values(files).flat();
    expect(new Set(groups.flatMap(({ targets }) => targets))).toEqual(new Set(['127.0.0.1:9400']));
    expect(new Set(groups.map(({ labels }) => labels.__metrics_path__)).size).toBe(groups.length);
    expect(new Set(groups.map(({ labels }) => labels.job))).toEqual(
      new Set(['cadvisor', 'node', 'shop-api', 'orders'])
    );
  });

  it('keeps the instance under which the history was written', () => {
    const { 'node-fleet': nodes = [] } = fleetTargets(fleet, '127.0.0.1:9400');
    expect(nodes.map(({ labels }) => labels.instance)).toEqual(fleet.hosts.map(({ nodeInstance }) => nodeInstance));
  });
});

describe('demoSettings', () => {
  it('says under which names each host appears', () => {
    const { conventions } = demoSettings(fleet);
    expect(conventions.aliases).toHaveLength(2);
    const [host] = fleet.hosts;
    expect(conventions.aliases[0]).toEqual({
      host: host?.id,
      containers: [host?.cadvisorInstance],
      hosts: [host?.nodeInstance],
      logs: [host?.lokiHost],
    });
  });
});

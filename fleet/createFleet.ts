import { constant, wave } from './curve';
import { createEdges } from './createEdges';
import { createHost } from './createHost';
import type { Container, Fleet, Host } from './fleet';
import { standardIncidents } from './incidents';
import { layout, type Template } from './layout';
import { Lifecycle } from './lifecycle';
import { moreIncidents } from './moreIncidents';
import { fleetOptions, type FleetOptions } from './options';
import { Random } from './random';

const MIB = 1024 * 1024;
const DAY = 86_400;

function createContainer(options: FleetOptions, host: Host, template: Template): Container {
  const { end } = options;
  const random = new Random(options.seed, host.id, template.name);
  const swinging = (mean: number, swing: number, daily = 0) => wave({ mean, swing, daily, origin: end, random });
  const createdAt = end - Math.round(random.between(45, 55) * DAY);
  const memory = template.memory * MIB;
  const limit = (template.limit ?? 0) * MIB;
  const traffic = (template.traffic ?? 10) * 1000 * random.between(0.8, 1.2);
  const disk = (template.disk ?? 12) * 1000 * random.between(0.8, 1.2);
  return {
    host,
    name: template.name,
    project: template.project,
    service: template.service,
    memoryLimit: limit,
    memoryReservation: template.limit && random.chance(0.3) ? limit / 2 : 0,
    cpuQuota: template.quota ?? 0,
    cpuShares: 1024,
    interfaces: template.name === 'edge' ? ['eth0', 'eth1'] : ['eth0'],
    restartPolicy: 'always',
    healthCheck: template.health === true,
    unhealthyFrom: null,
    lifecycle: new Lifecycle([
      {
        index: 0,
        from: createdAt,
        to: Infinity,
        ending: null,
        restartCount: 0,
        generation: 0,
        image: template.image,
      },
    ]),
    load: {
      cpu: swinging(template.cpu * random.between(0.85, 1.1), 0.45, 0.4),
      throttled: swinging(0.015, 0.8),
      memory: {
        base: memory * random.between(0.95, 1.05),
        // No daily rhythm: half a day of climbing would look like a leak to a forecast.
        noise: swinging(1, 0.03),
        leak: null,
        cache: memory * random.between(0.15, 0.6),
      },
      receive: swinging(traffic, 0.5, 0.4),
      transmit: swinging(traffic * random.between(0.6, 1.4), 0.5, 0.4),
      dropped: constant(0),
      reads: swinging(disk * 0.4, 0.7),
      writes: swinging(disk, 0.7),
      cpuWaiting: swinging(0.01, 0.8),
      memoryWaiting: constant(0),
      ioWaiting: swinging(0.004, 0.8),
      disk: swinging(Math.round(random.between(2, 400)) * MIB, 0.01),
    },
    log: { style: template.log, perMinute: options.containerLinesPerMinute * random.between(0.5, 1.5), episodes: [] },
  };
}

/**
 * Makes hosts, containers, NGINX servers and incidents from options; missing options have defaults.
 * @throws FleetOptionError when an option makes no sense
 */
export function createFleet(given: Partial<FleetOptions> = {}): Fleet {
  const options = fleetOptions(given);
  const hosts = layout(options.hosts, options.containersPerHost).map((templates, index) => {
    const host = createHost(options, index, templates);
    host.containers = templates.map((template) => createContainer(options, host, template));
    return { host, templates };
  });
  const fleet: Fleet = {
    options,
    start: options.end - options.hours * 3600,
    end: options.end,
    hosts: hosts.map(({ host }) => host),
    containers: hosts.flatMap(({ host }) => host.containers),
    edges: [],
    incidents: [],
  };
  fleet.edges = createEdges(fleet);
  if (options.incidents === 'more') {
    fleet.incidents = moreIncidents(fleet);
  }
  if (options.incidents === 'standard') {
    const troubled = hosts.flatMap(({ host, templates }) =>
      templates.flatMap(({ incident }, i) => (incident ? [{ kind: incident, container: host.containers[i]! }] : []))
    );
    fleet.incidents = standardIncidents(fleet, troubled);
  }
  return fleet;
}

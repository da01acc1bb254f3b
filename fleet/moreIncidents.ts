import { change, constant, during } from './curve';
import type { Container, Edge, Fleet, Host, Incident, IncidentKind } from './fleet';
import { monitoringIncidents } from './monitoringTargets';

const MINUTE = 60;
const HOUR = 3600;

type Story = Pick<Incident, 'start' | 'summary' | 'expects'> & Partial<Pick<Incident, 'tolerates' | 'details'>>;

const lasting = (kind: IncidentKind, host: Host, story: Story, container?: Container): Incident => ({
  id: [kind, host.id, container?.name, story.expects[0]].filter((part) => part !== undefined).join('-'),
  kind,
  host: host.id,
  ...(container ? { container: container.name } : {}),
  end: null,
  tolerates: [],
  details: {},
  ...story,
  summary: `${container ? `${container.name} on ` : ''}${host.id}: ${story.summary}`,
});

/** Pages are freed and read back: nothing else gets done. */
function memoryStall(container: Container, end: number): Incident {
  const start = end - 40 * MINUTE;
  const waiting = 0.6;
  container.load.memoryWaiting = change(container.load.memoryWaiting, start, constant(waiting));
  const summary = 'waits for memory most of the time';
  return lasting('memory-stall', container.host, { start, summary, expects: ['check-12'] }, container);
}

/** Something that is no container takes nearly all memory. */
function hostMemory(host: Host, end: number): Incident {
  const start = end - 30 * MINUTE;
  const containers = host.containers.reduce((sum, { load }) => sum + load.memory.base, 0);
  host.systemMemory = change(host.systemMemory, start, constant(host.memoryBytes * 0.95 - containers));
  const summary = 'has some 5 % of its memory left';
  return lasting('host-memory', host, { start, summary, expects: ['check-14'] });
}

/** Something that is no container uses nearly all cores. */
function hostCpu(host: Host, end: number): Incident {
  const start = end - 45 * MINUTE;
  const containers = host.containers.reduce((sum, { load }) => sum + load.cpu.at(end), 0);
  host.systemCpu = change(host.systemCpu, start, constant(host.cores * 0.97 - containers));
  return lasting('host-cpu', host, { start, summary: 'uses some 97 % of its cores', expects: ['check-15'] });
}

/** It has been so for long: nothing grows, but nothing is left. */
function hostDisk(host: Host, end: number): Incident[] {
  const [root, data] = host.fileSystems;
  if (!root || !data) {
    return [];
  }
  root.avail = constant(root.sizeBytes * 0.06);
  data.filesFree = Math.round(data.files * 0.03);
  const start = end - 60 * 24 * HOUR;
  return [
    lasting('host-disk', host, { start, summary: `${root.mountpoint} has 6 % left`, expects: ['check-16'] }),
    lasting('host-inodes', host, { start, summary: `${data.mountpoint} has 3 % of its inodes`, expects: ['check-18'] }),
  ];
}

/** The kernel kills something that is in no container. */
function hostOom(host: Host, end: number): Incident {
  const start = end - 4 * MINUTE;
  host.oomKillsAt = [start];
  return lasting('host-oom', host, { start, summary: 'the kernel killed a process of its own', expects: ['check-19'] });
}

/** A bad cable, and a container that takes packets too slowly. */
function network(host: Host, container: Container, end: number): Incident[] {
  const start = end - 35 * MINUTE;
  host.faultyPackets = during(constant(120), start, Infinity);
  container.load.dropped = during(constant(60), start, Infinity);
  return [
    lasting('network', host, {
      start,
      summary: 'eth0 receives 120 packets a second with errors',
      expects: ['check-30'],
    }),
    lasting(
      'network',
      container.host,
      { start, summary: 'drops 60 packets a second', expects: ['container-network-faults'] },
      container
    ),
  ];
}

/** Clients of one NGINX do not wait, and requests for one of its virtual hosts no longer arrive. */
function impatientClients(edge: Edge, end: number): Incident[] {
  const start = end - 30 * MINUTE;
  edge.gaveUp = { from: start, to: Infinity, share: 0.15 };
  const dropped = end - 40 * MINUTE;
  const virtualHost = 'api.example.com';
  edge.dropped = { from: dropped, to: Infinity, virtualHost, share: 0.05 };
  const { container } = edge;
  return [
    lasting('clients-give-up', container.host, { start, summary: '15 % give up', expects: ['check-22'] }, container),
    lasting(
      'traffic-drop',
      container.host,
      { start: dropped, summary: `a 20th of the requests for ${virtualHost} arrive`, expects: ['check-23'] },
      container
    ),
  ];
}

/** Somebody changed log_format. */
function formatChange(edge: Edge, end: number): Incident {
  const start = end - 30 * MINUTE;
  edge.reformatted = { from: start, to: Infinity };
  const { container } = edge;
  const story = { start, summary: 'logs in another format', expects: ['check-25'], tolerates: ['check-23'] };
  return lasting('format-change', container.host, story, container);
}

/** The shipper of one host stopped. */
function shipperStops(host: Host, end: number): Incident {
  const start = end - 25 * MINUTE;
  host.silences = [{ from: start, to: Infinity }];
  const story = { start, summary: 'its shipper sends no logs', expects: ['check-24'], tolerates: ['check-23'] };
  return lasting('shipper-stops', host, story);
}

const byName = (host: Host | undefined, name: string) => host?.containers.find((container) => container.name === name);

/**
 * Incidents of the kinds that a standard fleet does not have, one host each where there are enough: they are for tests, and
 * leave the numbers of the standard fleet alone. In order of their start.
 */
export function moreIncidents(fleet: Fleet): Incident[] {
  const { end, hosts, edges } = fleet;
  const [first, second, third, fourth] = hosts;
  const [firstEdge, secondEdge] = edges;
  const database = byName(first, 'shop-db');
  const cache = byName(first, 'shop-cache');
  return [
    ...(database ? [memoryStall(database, end)] : []),
    ...(first && cache ? network(first, cache, end) : []),
    ...(second ? [...hostDisk(second, end), hostOom(second, end)] : []),
    ...(third ? [hostMemory(third, end)] : []),
    ...(fourth ? [hostCpu(fourth, end), shipperStops(fourth, end)] : []),
    ...(firstEdge ? impatientClients(firstEdge, end) : []),
    ...(secondEdge ? [formatChange(secondEdge, end)] : []),
    ...(fleet.options.monitoring ? monitoringIncidents(end) : []),
  ].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

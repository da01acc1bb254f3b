import { containerIncidents } from './containerIncidents';
import { constant } from './curve';
import type { Container, Edge, Fleet, Host, Incident, IncidentKind } from './fleet';

const MINUTE = 60;
const HOUR = 3600;

/** A container with what goes wrong with it. */
export interface Troubled {
  kind: IncidentKind;
  container: Container;
}

/** An endpoint becomes slow: a 25th of a second becomes three seconds. */
function slowEndpoint(edge: Edge, end: number): Incident {
  const start = end - 25 * MINUTE;
  const uri = '/api/v1/search';
  const medianSeconds = 3.2;
  const timeoutShare = 0.05;
  edge.slow = { from: start, to: Infinity, uri, medianSeconds, timeoutShare };
  edge.container.host.containers
    .find((container) => container.name === 'shop-api')
    ?.log.episodes.push({
      from: start,
      to: Infinity,
      perMinute: 6,
      level: 'warn',
      message: "slow query ({slow} ms): SELECT id, title FROM products WHERE title ILIKE '%lamp%'",
    });
  return {
    id: `slow-endpoint-${edge.container.host.id}`,
    kind: 'slow-endpoint',
    host: edge.container.host.id,
    container: edge.container.name,
    start,
    end: null,
    summary: `${uri} answers in ${medianSeconds} s instead of 0.04 s; some requests time out`,
    expects: ['check-21', 'check-27'],
    tolerates: ['check-22'],
    details: { medianSecondsBefore: 0.04, medianSeconds, timeoutShare },
  };
}

/** A client reads the whole catalogue, and most of what it asks for is refused or not there. */
function scraper(edge: Edge, end: number): Incident {
  const start = end - 20 * MINUTE;
  const perMinute = 120;
  const refusedShare = 0.65;
  edge.scraper = {
    from: start,
    to: Infinity,
    perMinute,
    client: '203.0.113.66',
    agent: 'python-requests/2.31.0',
    refusedShare,
  };
  return {
    id: `scraper-${edge.container.host.id}`,
    kind: 'scraper',
    host: edge.container.host.id,
    container: edge.container.name,
    start,
    end: null,
    summary: `203.0.113.66 asks for ${perMinute} pages a minute, most of which are refused or not there`,
    expects: ['check-26'],
    tolerates: ['check-25'],
    details: { requestsPerMinute: perMinute, refusedShare },
  };
}

/** The disk of the containers fills at a steady rate. */
function diskFills(host: Host, end: number): Incident | null {
  const disk = host.fileSystems.find((fileSystem) => fileSystem.mountpoint === '/var/lib/docker');
  if (!disk) {
    return null;
  }
  const shareAtEnd = 0.16;
  const sharePerHour = 0.012;
  const start = end - 11 * HOUR;
  const perSecond = (disk.sizeBytes * sharePerHour) / HOUR;
  const share = (t: number) => shareAtEnd + (sharePerHour * (end - Math.max(t, start))) / HOUR;
  // It never quite fills: the last percent is kept for root, and nothing here would free it again.
  disk.avail = { ...constant(0), at: (t) => Math.round(disk.sizeBytes * Math.max(0.002, share(t))) };
  return {
    id: `disk-fills-${host.id}`,
    kind: 'disk-fills',
    host: host.id,
    start,
    end: null,
    summary: `${disk.mountpoint} of ${host.id} has 16 % left and is full in 13 hours`,
    expects: ['check-17'],
    tolerates: ['check-16'],
    details: {
      sizeBytes: disk.sizeBytes,
      availBytesAtEnd: disk.avail.at(end),
      bytesPerSecond: perSecond,
      secondsToFull: disk.avail.at(end) / perSecond,
    },
  };
}

/** A host cannot be reached: once in the past for ten minutes, and since five minutes before the end. */
function hostAway(host: Host, end: number): Incident[] {
  host.outages = [
    { from: end - 9 * HOUR, to: end - 9 * HOUR + 10 * MINUTE },
    { from: end - 5 * MINUTE, to: Infinity },
  ];
  return host.outages.map(({ from, to }, n) => ({
    id: `host-away-${host.id}-${n + 1}`,
    kind: 'host-away',
    host: host.id,
    start: from,
    end: to === Infinity ? null : to,
    summary: `${host.id} cannot be reached${to === Infinity ? '' : ' for ten minutes'}`,
    expects: ['check-1', 'check-13'],
    tolerates: ['check-24', 'check-32'],
    details: { seconds: to === Infinity ? end - from : to - from },
  }));
}

/**
 * Makes a standard fleet's incidents happen to it, and returns them in order of their start.
 * Small fleets have fewer: an incident needs its container, and only the last of three or more hosts goes away.
 */
export function standardIncidents(fleet: Fleet, troubled: readonly Troubled[]): Incident[] {
  const { end, hosts, edges } = fleet;
  const incidents = troubled.map(({ kind, container }) => containerIncidents(fleet, kind, container));
  const [first] = edges;
  const last = edges[edges.length - 1];
  if (first) {
    incidents.push(slowEndpoint(first, end));
  }
  if (last) {
    incidents.push(scraper(last, end));
  }
  const full = hosts.length >= 3 ? hosts[1] : hosts[0];
  const disk = full && diskFills(full, end);
  if (disk) {
    incidents.push(disk);
  }
  const away = hosts[hosts.length - 1];
  if (away && hosts.length >= 3) {
    incidents.push(...hostAway(away, end));
  }
  return incidents.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
}

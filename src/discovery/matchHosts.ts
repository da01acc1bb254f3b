import type { Conventions, HostAlias } from '../signals/conventions';

/** What each system calls its hosts, as it writes them. */
export interface HostSpellings {
  /** `memory`: bytes, where it is exported. */
  containers: ReadonlyArray<{ raw: string; memory?: number }>;
  hosts: readonly Machine[];
  logs: readonly string[];
}

interface Machine {
  instance: string;
  nodename: string;
  memory?: number;
}

const withoutPort = (raw: string) => raw.replace(/:\d+$/, '');
const isAddress = (name: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
const shortName = (name: string) => (isAddress(name) ? name : name.replace(/\..*$/, ''));

/** How many different hosts are left when each name is cut by `cut`. */
const distinct = (names: readonly string[], cut: (name: string) => string) => new Set(names.map(cut)).size;

/** One machine may be written with its domain here and without there; with two domains it is two machines. */
function agree(a: string, b: string): boolean {
  return a === b || (shortName(a) === shortName(b) && (shortName(a) === a || shortName(b) === b));
}

const ofOtherDomain = (a: string, b: string) => shortName(a) === shortName(b) && !agree(a, b);

/** True where something that goes by `names` can be what goes by `known`. */
function mayBe(names: readonly string[], known: readonly string[]): boolean {
  const any = (test: (a: string, b: string) => boolean) => names.some((a) => known.some((b) => test(a, b)));
  return any(agree) && !any(ofOtherDomain);
}

const namesOf = ({ instance, nodename }: Machine) => [withoutPort(instance), nodename].filter((name) => name !== '');

const onlyOf = <T>(found: readonly T[]) => (found.length === 1 ? found[0] : undefined);

/**
 * What each of `raws` is called elsewhere, by `find`: the names that agree to the letter, or else the one that may be it.
 * A name that several could have is nobody's: two machines must never become one.
 */
function oneForEach<T extends Machine | string>(
  raws: readonly string[],
  find: (raw: string) => { exact: T | undefined; possible: readonly T[] }
): Map<string, T> {
  const found = raws.map((raw) => ({ raw, ...find(raw) }));
  const exact = new Set(found.flatMap((one) => (one.exact === undefined ? [] : [one.exact])));
  const claims = found.flatMap(({ raw, exact: own, possible }): Array<[string, T]> => {
    const chosen = own ?? onlyOf(possible.filter((one) => !exact.has(one)));
    return chosen === undefined ? [] : [[raw, chosen]];
  });
  return new Map(claims.filter(([, chosen]) => claims.filter(([, other]) => other === chosen).length === 1));
}

/**
 * The rule by which most names agree, and an alias for each host that it does not bring together.
 *
 * A port is cut only where that keeps all targets apart (two cAdvisors on one address are two hosts as far as anyone can
 * tell). Two names are one host where they agree without port, or without port and domain, or where node exporter says
 * that the machine at the address calls itself by the other name.
 */
export function matchHosts({ containers, hosts, logs }: HostSpellings): Pick<Conventions, 'hostNames' | 'aliases'> {
  const raws = containers.map(({ raw }) => raw);
  if (distinct(raws, withoutPort) < new Set(raws).size) {
    return { hostNames: 'as-is', aliases: [] };
  }
  const machines = [...new Map(hosts.map((machine) => [machine.instance, machine])).values()];
  const byName = oneForEach(raws, (raw) => ({
    exact:
      machines.find(({ instance }) => withoutPort(instance) === withoutPort(raw)) ??
      onlyOf(machines.filter(({ nodename }) => nodename === withoutPort(raw))),
    possible: machines.filter((machine) => mayBe(namesOf(machine), [withoutPort(raw)])),
  }));
  const free = machines.filter((machine) => ![...byName.values()].includes(machine));
  const unmatched = containers.filter(({ raw }) => !byName.has(raw));
  const machineOf = (raw: string) => byName.get(raw) ?? machineOfSize(raw, unmatched, free);
  const known = (raw: string) => {
    const machine = machineOf(raw);
    return [withoutPort(raw), ...(machine ? namesOf(machine) : [])];
  };
  const streams = oneForEach(raws, (raw) => ({
    exact: logs.find((name) => withoutPort(name) === withoutPort(raw)),
    possible: logs.filter((name) => mayBe([withoutPort(name)], known(raw))),
  }));
  const found = raws.map((raw) => {
    const bare = withoutPort(raw);
    const machine = machineOf(raw);
    const stream = streams.get(raw);
    // The name that people use: the machine's own, or the logs', rather than an address.
    const host = [bare, stream, machine?.nodename].find((name) => name && !isAddress(name)) ?? bare;
    const plain = [bare, machine && withoutPort(machine.instance), stream && withoutPort(stream)].every(
      (name) => name === undefined || name === host
    );
    const alias: HostAlias = {
      host,
      containers: [raw],
      ...(machine ? { hosts: [machine.instance] } : {}),
      ...(stream === undefined ? {} : { logs: [stream] }),
    };
    return { host, plain, alias };
  });
  // Where two would get one name each keeps what cAdvisor calls it.
  const taken = (host: string) => found.filter((one) => one.host === host).length;
  return {
    hostNames: 'strip-port',
    aliases: found.filter(({ host, plain }) => !plain && taken(host) === 1).map(({ alias }) => alias),
  };
}

/**
 * The machine with exactly the memory that cAdvisor sees. Both read it from the kernel to the byte; it tells machines
 * apart only where among those without a match just one on each side has it.
 */
function machineOfSize(
  raw: string,
  unmatched: HostSpellings['containers'],
  free: readonly Machine[]
): Machine | undefined {
  const memory = unmatched.find((one) => one.raw === raw)?.memory;
  if (memory === undefined) {
    return undefined;
  }
  const machines = free.filter((machine) => machine.memory === memory);
  return machines.length === 1 && unmatched.filter((one) => one.memory === memory).length === 1
    ? machines[0]
    : undefined;
}

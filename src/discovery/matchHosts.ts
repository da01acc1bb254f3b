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
  const byName = new Map(raws.map((raw) => [raw, machineNamed(hosts, withoutPort(raw))]));
  const free = hosts.filter((machine) => ![...byName.values()].includes(machine));
  const unmatched = containers.filter(({ raw }) => byName.get(raw) === undefined);
  const aliases: HostAlias[] = [];
  for (const raw of raws) {
    const bare = withoutPort(raw);
    const machine = byName.get(raw) ?? machineOfSize(raw, unmatched, free);
    const known = [bare, ...(machine ? [withoutPort(machine.instance), machine.nodename] : [])].filter(
      (name) => name !== ''
    );
    const shorts = new Set(known.map(shortName));
    const stream =
      logs.find((name) => known.includes(withoutPort(name))) ??
      logs.find((name) => shorts.has(shortName(withoutPort(name))));
    // The name that people use: the machine's own, or the logs', rather than an address.
    const host = [bare, stream, machine?.nodename].find((name) => name && !isAddress(name)) ?? bare;
    const plain =
      host === bare &&
      (!machine || withoutPort(machine.instance) === bare) &&
      (stream === undefined || withoutPort(stream) === bare);
    if (!plain) {
      aliases.push({
        host,
        containers: [raw],
        ...(machine ? { hosts: [machine.instance] } : {}),
        ...(stream === undefined ? {} : { logs: [stream] }),
      });
    }
  }
  // Two different machines must never get one name: where that would be, each keeps what cAdvisor calls it.
  const taken = new Map<string, number>();
  aliases.forEach(({ host }) => taken.set(host, (taken.get(host) ?? 0) + 1));
  return {
    hostNames: 'strip-port',
    aliases: aliases.filter(({ host }) => taken.get(host) === 1),
  };
}

/** The machine whose exporter's address, or own name, agrees with cAdvisor's name of the host. */
function machineNamed(hosts: readonly Machine[], bare: string): Machine | undefined {
  return (
    hosts.find(({ instance }) => withoutPort(instance) === bare) ??
    hosts.find(({ nodename }) => nodename !== '' && shortName(nodename) === shortName(bare)) ??
    hosts.find(({ instance }) => !isAddress(bare) && shortName(withoutPort(instance)) === shortName(bare))
  );
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

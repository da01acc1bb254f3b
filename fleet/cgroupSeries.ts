import { CGROUP_FAMILIES, type CgroupSpec } from './containerFamilies';
import type { CgroupState } from './containerState';
import type { Container, Host } from './fleet';
import { Series, type Labels } from './series';

/** All series that cAdvisor exports of a cgroup with these labels. */
export function cgroupSeries(labels: Labels, spec: CgroupSpec): Array<Series<CgroupState>> {
  return CGROUP_FAMILIES.filter(({ when }) => !when || when(spec)).flatMap(({ family, by, read }) => {
    if (!by) {
      return [new Series<CgroupState>(family, labels, (state) => read(state, spec, 0, 1))];
    }
    const values = by.values(spec);
    return values.map(
      (value, n) =>
        new Series<CgroupState>(family, [...labels, [by.label, value]], (state) => read(state, spec, n, values.length))
    );
  });
}

/** The parts of a specification that depend on how the host is exported. */
function ofHost(host: Host): Pick<CgroupSpec, 'cpus' | 'devices' | 'diskSize'> {
  const disk = host.fileSystems.find(({ mountpoint }) => mountpoint === '/var/lib/docker');
  return {
    cpus: host.perCore
      ? Array.from({ length: host.cores }, (_, core) => `cpu${String(core).padStart(2, '0')}`)
      : ['total'],
    devices: host.containerDisk && disk ? [disk.device] : [],
    diskSize: disk?.sizeBytes ?? 0,
  };
}

export function containerSpec(container: Container): CgroupSpec {
  return {
    ...ofHost(container.host),
    interfaces: container.interfaces,
    hasQuota: container.cpuQuota > 0,
    hasSpec: true,
    hasHealth: true,
    memoryLimit: container.memoryLimit,
    memoryReservation: container.memoryReservation,
    cpuQuota: container.cpuQuota,
    cpuShares: container.cpuShares,
  };
}

/** A system slice: without quota; only the root has a network, disks and, as its limit, the machine's memory. */
export function sliceSpec(host: Host, id: string): CgroupSpec {
  const root = id === '/';
  const { cpus, devices, diskSize } = ofHost(host);
  return {
    cpus,
    devices: root ? devices : [],
    diskSize,
    interfaces: root ? ['eth0', 'docker0'] : [],
    hasQuota: false,
    hasSpec: true,
    hasHealth: true,
    memoryLimit: root ? host.memoryBytes : 0,
    memoryReservation: 0,
    cpuQuota: 0,
    cpuShares: 1024,
  };
}

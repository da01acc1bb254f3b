import { constant, wave } from './curve';
import type { FileSystem, Host } from './fleet';
import type { Template } from './layout';
import type { FleetOptions } from './options';
import { hexName, Random } from './random';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const DAY = 86_400;
/** Cores of the first hosts; more containers than fit get a larger machine. */
const CORES = [4, 8, 8, 4];
/** With more cores than this, a series per core for each container would be most of the fleet. */
const MOST_CORES_APART = 16;

function fileSystems(options: FleetOptions, random: Random): FileSystem[] {
  const disk = (device: string, mountpoint: string, sizeBytes: number, free: number): FileSystem => ({
    device,
    mountpoint,
    fstype: 'ext4',
    sizeBytes,
    readOnly: false,
    avail: wave({ mean: sizeBytes * free, swing: 0.004, origin: options.end, random }),
    files: Math.round(sizeBytes / 16_384),
    filesFree: Math.round((sizeBytes / 16_384) * 0.87),
  });
  return [
    disk('/dev/sda1', '/', 80 * GIB, random.between(0.5, 0.7)),
    disk('/dev/sdb1', '/var/lib/docker', 200 * GIB, random.between(0.45, 0.65)),
    {
      device: 'tmpfs',
      mountpoint: '/run',
      fstype: 'tmpfs',
      sizeBytes: 800 * MIB,
      readOnly: false,
      avail: constant(797 * MIB),
      files: 819_200,
      filesFree: 818_400,
    },
    {
      // Full and read-only by nature: a check that forgets to ask cries wolf here.
      device: '/dev/sr0',
      mountpoint: '/media/cdrom',
      fstype: 'iso9660',
      sizeBytes: 640 * MIB,
      readOnly: true,
      avail: constant(0),
      files: 0,
      filesFree: 0,
    },
  ];
}

/**
 * Doubles the cores until they are enough. A host on which one container will take 84 % needs room for the others in
 * what remains: more than all cores cannot be used.
 */
function enoughCores(atLeast: number, templates: readonly Template[]): number {
  const most = (template: Template) => Math.max(template.cpu * 1.6, template.incident ? (template.quota ?? 0) : 0);
  const greedy = templates.some((template) => template.incident === 'cpu-hog');
  const others = templates.filter((template) => template.incident !== 'cpu-hog');
  const needed = others.reduce((total, template) => total + most(template), 0) / (greedy ? 0.12 : 0.7);
  let cores = atLeast;
  while (cores < needed) {
    cores *= 2;
  }
  return cores;
}

/** One machine, large enough for what runs on it. Its containers are added by the caller. */
export function createHost(options: FleetOptions, index: number, templates: readonly Template[]): Host {
  const id = index === 0 ? 'web-1' : `app-${index}`;
  const random = new Random(options.seed, 'host', id);
  const memory = templates.reduce((total, template) => total + Math.max(template.memory, template.limit ?? 0), 0) * MIB;
  const cores = enoughCores(CORES[index % CORES.length]!, templates);
  let memoryBytes = 16 * GIB;
  while (memoryBytes * 0.7 < memory) {
    memoryBytes *= 2;
  }
  const address = `10.0.${Math.floor((index + 5) / 250)}.${((index + 5) % 250) + (index < 245 ? 0 : 1)}`;
  const kubernetes = options.style === 'kubernetes';
  const name = index === 0 ? address : id;
  return {
    id,
    index,
    cadvisorInstance: `${name}:${kubernetes ? 10250 : 8080}`,
    nodeInstance: `${id}:9100`,
    lokiHost: id,
    nodename: id,
    address,
    cores,
    memoryBytes,
    perCore: !kubernetes && index % 3 === 0 && cores <= MOST_CORES_APART,
    containerDisk: index % 2 === 0,
    bootAt: options.end - Math.round(random.between(58, 70) * DAY),
    machineId: hexName(32, options.seed, 'machine', id),
    outages: [],
    silences: [],
    faultyPackets: constant(0),
    oomKillsAt: [],
    fileSystems: fileSystems(options, random),
    systemCpu: wave({ mean: cores * 0.012, swing: 0.5, origin: options.end, random }),
    systemMemory: wave({ mean: memoryBytes * 0.05, swing: 0.02, origin: options.end, random }),
    containers: [],
  };
}

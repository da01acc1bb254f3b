import { cgroupSeries, containerSpec, sliceSpec } from './cgroupSeries';
import { containerState, type CgroupState } from './containerState';
import type { Container, Host } from './fleet';
import { DOCKER_SLICES, hostState } from './hostState';
import { dockerContainerLabels, dockerSliceLabels } from './identity';
import type { Life } from './lifecycle';
import { Series, type Family, type Labels } from './series';
import type { Emit, Exporter } from './target';

/** Reads all series of one cgroup from its state. */
export function emitAll(series: ReadonlyArray<Series<CgroupState>>, state: CgroupState, emit: Emit): void {
  for (const one of series) {
    emit(one, one.read(state));
  }
}

/**
 * The series of each container's present life. A restart changes labels and so makes new series; those of the last
 * life are forgotten, or a crash loop would fill the memory.
 */
export class SeriesOfLives<T> {
  private readonly known = new Map<Container, { life: number; series: T }>();

  constructor(private readonly create: (container: Container, life: Life) => T) {}

  of(container: Container, life: Life): T {
    const known = this.known.get(container);
    if (known && known.life === life.index) {
      return known.series;
    }
    const series = this.create(container, life);
    this.known.set(container, { life: life.index, series });
    return series;
  }
}

/** Families of the machine and of cAdvisor itself; they have the same value at all times. */
export function machineSeries(host: Host): Array<Series<number>> {
  const labels: Labels = [
    ['boot_id', host.machineId.split('').reverse().join('')],
    ['machine_id', host.machineId],
    ['system_uuid', host.machineId],
  ];
  const gauge = (name: string, help: string, value: number, own: Labels = labels) => {
    const family: Family = { name, type: 'gauge', help };
    return new Series<number>(family, own, () => value);
  };
  return [
    gauge('machine_cpu_cores', 'Number of logical CPU cores.', host.cores),
    gauge('machine_memory_bytes', 'Amount of memory installed on the machine.', host.memoryBytes),
    gauge('machine_swap_bytes', 'Amount of swap memory available on the machine.', 2 * 1024 ** 3),
    gauge('machine_scrape_error', '1 if there was an error while getting machine metrics, 0 otherwise.', 0, []),
    gauge(
      'cadvisor_version_info',
      'A metric with a constant 1 value labeled by kernel, OS, docker and cadvisor version.',
      1,
      [
        ['cadvisorRevision', '9c2d4e1'],
        ['cadvisorVersion', 'v0.57.0'],
        ['dockerVersion', '28.5.1'],
        ['kernelVersion', '6.12.48-amd64'],
        ['osVersion', 'Debian GNU/Linux 13 (trixie)'],
      ]
    ),
  ];
}

/** cAdvisor beside a Docker daemon. */
export function cadvisorTarget(host: Host): Exporter {
  const containers = new SeriesOfLives((container, life) =>
    cgroupSeries(dockerContainerLabels(container, life), containerSpec(container))
  );
  const slices = DOCKER_SLICES.map((slice) => ({
    slice,
    series: cgroupSeries(dockerSliceLabels(slice.id), sliceSpec(host, slice.id)),
  }));
  const machine = machineSeries(host);
  return {
    job: 'cadvisor',
    instance: host.cadvisorInstance,
    path: `/cadvisor/${host.id}/metrics`,
    collect(t, emit) {
      for (const container of host.containers) {
        const state = containerState(container, t);
        if (state) {
          emitAll(containers.of(container, state.life), state, emit);
        }
      }
      const ofHost = hostState(host, t);
      for (const { slice, series } of slices) {
        emitAll(series, slice.state(host, ofHost), emit);
      }
      for (const one of machine) {
        emit(one, one.read(t));
      }
    },
  };
}

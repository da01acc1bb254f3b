import { emitAll, machineSeries, SeriesOfLives } from './cadvisorTarget';
import { cgroupSeries, containerSpec, sliceSpec } from './cgroupSeries';
import { containerState, type CgroupState, type ContainerState } from './containerState';
import type { Container, Host } from './fleet';
import { hostState, KUBERNETES_SLICES } from './hostState';
import { kubernetesPodLabels, kubernetesSliceLabels } from './identity';
import type { Life } from './lifecycle';
import type { Exporter } from './target';

/** Bytes. */
const PAUSE_MEMORY = 630_784;

/** The pause container sleeps; all it has is the pod's network. */
function pauseState(state: ContainerState): CgroupState {
  const memory = PAUSE_MEMORY;
  return {
    ...state,
    cpuSeconds: 0.03,
    userSeconds: 0.01,
    systemSeconds: 0.02,
    periods: 0,
    throttledPeriods: 0,
    throttledSeconds: 0,
    workingSet: memory,
    usage: memory,
    maxUsage: memory,
    rss: memory,
    cache: 0,
    memoryFailures: 0,
    oomKills: 0,
    readBytes: 0,
    writtenBytes: 0,
    diskBytes: 0,
    cpuWaiting: 0,
    cpuStalled: 0,
    memoryWaiting: 0,
    memoryStalled: 0,
    ioWaiting: 0,
    ioStalled: 0,
  };
}

/** kube-prometheus drops `container_spec_*`, and the kubelet's cAdvisor knows no health checks. */
const REDUCED = { hasSpec: false, hasHealth: false };

function podSeries(container: Container, life: Life) {
  const labels = kubernetesPodLabels(container, life);
  const spec = { ...containerSpec(container), ...REDUCED };
  return {
    container: cgroupSeries(labels.container, { ...spec, interfaces: [] }),
    pod: cgroupSeries(labels.pod, { ...spec, interfaces: [], devices: [], hasQuota: false }),
    pause: cgroupSeries(labels.pause, { ...spec, devices: [], hasQuota: false }),
  };
}

/** The cAdvisor in the kubelet: rows of pods and pause containers beside the containers, the network per pod. */
export function kubeletTarget(host: Host): Exporter {
  const pods = new SeriesOfLives(podSeries);
  const slices = KUBERNETES_SLICES.map((slice) => ({
    slice,
    series: cgroupSeries(kubernetesSliceLabels(slice.id), { ...sliceSpec(host, slice.id), ...REDUCED }),
  }));
  const machine = machineSeries(host);
  return {
    job: 'kubelet',
    instance: host.cadvisorInstance,
    path: `/cadvisor/${host.id}/metrics`,
    labels: [
      ['metrics_path', '/metrics/cadvisor'],
      ['node', host.nodename],
    ],
    collect(t, emit) {
      for (const container of host.containers) {
        const state = containerState(container, t);
        if (state) {
          const series = pods.of(container, state.life);
          emitAll(series.container, state, emit);
          emitAll(series.pod, state, emit);
          emitAll(series.pause, pauseState(state), emit);
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

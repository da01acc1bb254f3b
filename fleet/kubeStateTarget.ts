import { SeriesOfLives } from './cadvisorTarget';
import type { Container, Fleet } from './fleet';
import { podIdentity } from './identity';
import type { Life } from './lifecycle';
import { Series, type Labels } from './series';
import type { Exporter } from './target';

/** What kube-state-metrics reads: a life that runs, or the last one while the container is down. */
interface PodState {
  container: Container;
  life: Life;
  t: number;
}

type PodSeries = Series<PodState>;

function series(
  name: string,
  type: 'gauge' | 'counter',
  help: string,
  labels: Labels,
  read: (state: PodState) => number
) {
  return new Series<PodState>({ name: `kube_pod_${name}`, type, help }, labels, read);
}

function podSeries(container: Container, life: Life): PodSeries[] {
  const { namespace, pod, uid, container: name, workload } = podIdentity(container, life);
  const ofPod: Labels = [
    ['namespace', namespace],
    ['pod', pod],
    ['uid', uid],
  ];
  const ofContainer: Labels = [...ofPod, ['container', name]];
  const resource = (kind: 'limits' | 'requests', what: 'memory' | 'cpu', value: number): PodSeries[] =>
    value > 0
      ? [
          series(
            `container_resource_${kind}`,
            'gauge',
            `The number of requested ${kind} of a resource by a container.`,
            [
              ...ofContainer,
              ['node', container.host.nodename],
              ['resource', what],
              ['unit', what === 'memory' ? 'byte' : 'core'],
            ],
            () => value
          ),
        ]
      : [];
  const killed = container.lifecycle.endings('oom', life.from) > 0;
  return [
    ...resource('limits', 'memory', container.memoryLimit),
    ...resource('limits', 'cpu', container.cpuQuota),
    ...resource('requests', 'memory', Math.round(container.load.memory.base)),
    series(
      'container_status_restarts_total',
      'counter',
      'The number of container restarts per container.',
      ofContainer,
      () => life.restartCount
    ),
    series(
      'container_status_ready',
      'gauge',
      'Whether the container passed its readiness check.',
      ofContainer,
      (state) => (container.unhealthyFrom !== null && state.t >= container.unhealthyFrom ? 0 : 1)
    ),
    ...(killed
      ? [
          series(
            'container_status_last_terminated_reason',
            'gauge',
            'The last reason the container was in terminated state.',
            [...ofContainer, ['reason', 'OOMKilled']],
            () => 1
          ),
        ]
      : []),
    series(
      'info',
      'gauge',
      'Information about pod.',
      [
        ...ofPod,
        ['created_by_kind', 'ReplicaSet'],
        ['created_by_name', workload],
        ['host_ip', container.host.address],
        ['node', container.host.nodename],
      ],
      () => 1
    ),
  ];
}

/** kube-state-metrics: limits come from here, where `container_spec_*` is dropped. */
export function kubeStateTarget(fleet: Fleet): Exporter {
  const pods = new SeriesOfLives(podSeries);
  return {
    job: 'kube-state-metrics',
    instance: '10.1.0.9:8080',
    path: '/kube-state/metrics',
    collect(t, emit) {
      for (const container of fleet.containers) {
        const life = container.lifecycle.at(t);
        if (life) {
          for (const one of pods.of(container, life)) {
            emit(one, one.read({ container, life, t }));
          }
        }
      }
    },
  };
}

import type { Container } from './fleet';
import type { Life } from './lifecycle';
import { hexName } from './random';
import type { Labels } from './series';

const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

/** The id of the container itself, 64 hexadecimal digits. Docker keeps it over restarts, the kubelet does not. */
function containerHash(container: Container, life: Life, style: 'docker' | 'kubernetes'): string {
  const lives = style === 'docker' ? life.generation : life.index;
  return hexName(64, style, container.host.machineId, container.name, lives);
}

function dockerLabels(
  id: string,
  image: string,
  name: string,
  project: string,
  service: string,
  restarts: number
): Labels {
  return [
    ['container_label_com_docker_compose_project', project],
    ['container_label_com_docker_compose_service', service],
    // Docker says nothing for a container that was never restarted, and so does cAdvisor.
    ['container_label_restartcount', restarts > 0 ? String(restarts) : ''],
    ['id', id],
    ['image', image],
    ['name', name],
  ];
}

/** Labels of a container under cAdvisor with compose labels on its white list. */
export function dockerContainerLabels(container: Container, life: Life): Labels {
  const { name, project, service } = container;
  const id = `/docker/${containerHash(container, life, 'docker')}`;
  return dockerLabels(id, life.image, name, project, service, life.restartCount);
}

/** Labels of a system slice under cAdvisor: an id, and nothing else. */
export function dockerSliceLabels(id: string): Labels {
  return dockerLabels(id, '', '', '', '', 0);
}

/** Where a container stands in a Kubernetes cluster. Each is alone in its pod. */
export interface PodIdentity {
  namespace: string;
  pod: string;
  uid: string;
  /** Name in the pod's specification. */
  container: string;
  workload: string;
}

/** The pod of a life. A restarted container stays in its pod; a deploy makes another. */
export function podIdentity(container: Container, life: Life): PodIdentity {
  const { host, name, project } = container;
  const workload = name.replace(/-\d+$/, '');
  const hash = (length: number, ...parts: Array<string | number>) => hexName(length, host.machineId, name, ...parts);
  const uid = hash(32, 'uid', life.generation);
  return {
    namespace: project,
    pod: `${workload}-${hexName(10, workload, life.image)}-${hash(5, 'pod', life.generation)}`,
    uid: [uid.slice(0, 8), uid.slice(8, 12), uid.slice(12, 16), uid.slice(16, 20), uid.slice(20)].join('-'),
    container: workload,
    workload,
  };
}

function kubernetesLabels(pod: PodIdentity | null, container: string, id: string, image: string, name: string): Labels {
  return [
    ['container', container],
    ['id', id],
    ['image', image],
    ['name', name],
    ['namespace', pod?.namespace ?? ''],
    ['pod', pod?.pod ?? ''],
  ];
}

/** Labels of the three cgroups of a pod under the kubelet: the pod, its pause container and its container. */
export function kubernetesPodLabels(
  container: Container,
  life: Life
): { pod: Labels; pause: Labels; container: Labels } {
  const identity = podIdentity(container, life);
  const parent = `/kubepods/burstable/pod${identity.uid}`;
  const hash = containerHash(container, life, 'kubernetes');
  const sandbox = hexName(64, 'pause', identity.uid);
  return {
    pod: kubernetesLabels(identity, '', parent, '', ''),
    pause: kubernetesLabels(identity, 'POD', `${parent}/${sandbox}`, PAUSE_IMAGE, sandbox),
    container: kubernetesLabels(identity, identity.container, `${parent}/${hash}`, life.image, hash),
  };
}

export function kubernetesSliceLabels(id: string): Labels {
  return kubernetesLabels(null, '', id, '', '');
}

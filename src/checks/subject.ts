import type { Conventions } from '../signals/conventions';
import { hostOf } from '../signals/hostNames';
import { containerLabels, containerOf, podLabels, type Labels } from '../signals/identity';
import { fieldLabel } from '../signals/nginx/fields';
import { UPSTREAM_LABEL } from '../signals/nginx/upstreamErrors';
import { hostLineLabels, THROWN_LABEL } from '../signals/logHealth';
import { containerKey, type ContainerRef } from '../signals/scope';
import type { Subject } from '../signals/signal';
import { containerOfStream, streamLabels } from '../signals/streams';
import type { Check } from './check';

/** What a finding is about. A host is named as `hostOf` has it. */
export type FindingSubject =
  | { kind: 'container'; container: ContainerRef }
  /** What was thrown by a container, or its log; without a container all logs of a host, without a host all there are. */
  | { kind: 'log'; host: string; container?: ContainerRef; thrown?: string }
  | { kind: 'pod'; host: string; namespace: string; pod: string }
  | { kind: 'host'; host: string }
  | { kind: 'file system'; host: string; mountpoint: string; device: string }
  | { kind: 'device'; host: string; device: string }
  | { kind: 'target' | 'program'; host: string; job: string; instance: string }
  | { kind: 'endpoint'; job: string; address: string }
  | { kind: 'service'; job: string }
  /** Where the log names no virtual host, all that the NGINX of this container serves. With a client, what that one asks of it. */
  | { kind: 'virtual host'; host: string; virtualHost: string; container?: ContainerRef; client?: string }
  /** A server behind the NGINX of this container; without an address, all of them. */
  | { kind: 'upstream'; host: string; address: string; container?: ContainerRef }
  | { kind: 'fleet' };

/** The label under which series name the virtual host, whatever each log calls it. */
export const VIRTUAL_HOST_LABEL = fieldLabel('virtualHost');

/** The label under which series name the client's address. */
export const CLIENT_LABEL = fieldLabel('client');

/** The labels by which the series of such a subject tell of what they are. */
export function subjectLabels(
  conventions: Conventions,
  { subject, source }: { subject: Subject; source: 'metrics' | 'logs' }
): string[] {
  const host = conventions.hosts.host;
  switch (subject) {
    case 'container':
      return source === 'logs' ? streamLabels(conventions) : containerLabels(conventions);
    case 'log':
      return hostLineLabels(conventions);
    case 'pod':
      return podLabels(conventions);
    case 'host':
      return [host];
    case 'file system':
      return [host, 'device', 'mountpoint', 'fstype'];
    case 'device':
      return [host, 'device'];
    case 'target':
    case 'program':
    case 'endpoint':
      return ['job', 'instance'];
    case 'service':
      return ['job'];
    case 'virtual host':
      return [...streamLabels(conventions), VIRTUAL_HOST_LABEL];
    case 'upstream':
      return [...streamLabels(conventions), UPSTREAM_LABEL];
    case 'fleet':
      return [];
  }
}

function withContainer(container: ContainerRef | undefined): { container?: ContainerRef } {
  return container ? { container } : {};
}

/** The host and the container of a stream, as far as its labels say. */
function ofStream(conventions: Conventions, labels: Labels): { host: string; container?: ContainerRef } {
  const { logs } = conventions;
  const container = containerOfStream(conventions, labels);
  const [label] = hostLineLabels(conventions);
  const raw = logs.shape === 'labels' ? labels[logs.host ?? ''] : label && labels[label];
  return { host: container?.host || hostOf(conventions, 'logs', raw ?? ''), ...withContainer(container) };
}

/** What a series of a check is about, from its labels. */
export function subjectOf(
  { subject, source }: Pick<Check, 'subject' | 'source'>,
  conventions: Conventions,
  labels: Labels
): FindingSubject {
  const text = (label: string | undefined) => (label && labels[label]) || '';
  const node = () => hostOf(conventions, 'hosts', text(conventions.hosts.host));
  switch (subject) {
    case 'container':
    case 'log': {
      if (source === 'metrics') {
        return { kind: 'container', container: containerOf(conventions, labels) };
      }
      const stream = ofStream(conventions, labels);
      return stream.container && subject === 'container'
        ? { kind: 'container', container: stream.container }
        : { kind: 'log', ...stream, ...(labels[THROWN_LABEL] ? { thrown: labels[THROWN_LABEL] } : {}) };
    }
    case 'pod': {
      const { host, name, namespace = '', pod = '' } = containerOf(conventions, labels);
      // On Docker a pod is the container.
      return pod === '' ? { kind: 'container', container: { host, name } } : { kind: 'pod', host, namespace, pod };
    }
    case 'host':
      return { kind: 'host', host: node() };
    case 'file system':
      return { kind: 'file system', host: node(), mountpoint: text('mountpoint'), device: text('device') };
    case 'device':
      return { kind: 'device', host: node(), device: text('device') };
    case 'target':
    case 'program': {
      const instance = text('instance');
      // The kubelet’s targets name their host by a label of their own; others by the instance.
      const raw = text(conventions.containers.host) || instance;
      return { kind: subject, host: hostOf(conventions, 'containers', raw), job: text('job'), instance };
    }
    case 'endpoint':
      return { kind: 'endpoint', job: text('job'), address: text('instance') };
    case 'service':
      return { kind: 'service', job: text('job') };
    case 'virtual host': {
      const client = text(CLIENT_LABEL);
      const virtualHost = text(VIRTUAL_HOST_LABEL);
      return { kind: 'virtual host', ...ofStream(conventions, labels), virtualHost, ...(client ? { client } : {}) };
    }
    case 'upstream':
      return { kind: 'upstream', ...ofStream(conventions, labels), address: text(UPSTREAM_LABEL) };
    case 'fleet':
      return { kind: 'fleet' };
  }
}

/** One text for what a finding is about. */
export function subjectKey(subject: FindingSubject): string {
  const key = (...parts: readonly string[]) => [subject.kind, ...parts].join('\u0000');
  switch (subject.kind) {
    case 'container':
      return key(containerKey(subject.container));
    case 'log':
      return key(subject.host, subject.container ? containerKey(subject.container) : '', subject.thrown ?? '');
    case 'pod':
      return key(subject.host, subject.namespace, subject.pod);
    case 'host':
      return key(subject.host);
    case 'file system':
      return key(subject.host, subject.device, subject.mountpoint);
    case 'device':
      return key(subject.host, subject.device);
    case 'target':
    case 'program':
      return key(subject.job, subject.instance);
    case 'endpoint':
      return key(subject.job, subject.address);
    case 'service':
      return key(subject.job);
    case 'virtual host':
      return key(
        subject.host,
        subject.container ? containerKey(subject.container) : '',
        subject.virtualHost,
        subject.client ?? ''
      );
    case 'upstream':
      return key(subject.host, subject.container ? containerKey(subject.container) : '', subject.address);
    case 'fleet':
      return key();
  }
}

/** The host that something is on; nothing where it is on none, or nobody knows. */
export function hostOfSubject(subject: FindingSubject): string | undefined {
  switch (subject.kind) {
    case 'container':
      return subject.container.host || undefined;
    case 'endpoint':
    case 'service':
    case 'fleet':
      return undefined;
    default:
      return subject.host || undefined;
  }
}

import type { FindingSubject } from './subject';

const on = (what: string, host: string) => (host ? `${what} on ${host}` : what);

/** What a check's series is about, in a few words: first its name, as a link shows it, then where that is. */
export function subjectParts(subject: FindingSubject): [name: string, where: string] {
  switch (subject.kind) {
    case 'container': {
      const { name, host, namespace, pod } = subject.container;
      // A container that is missing may have been on any host, and is in no pod.
      const place = host ? `on ${host}` : namespace ? `in ${namespace}` : '';
      return [name, `${place}${pod ? `, pod ${namespace ?? ''}/${pod}` : ''}`];
    }
    case 'log': {
      const place = subject.container ? on(subject.container.name, subject.host) : subject.host;
      return subject.thrown ? [subject.thrown, `in ${place}`] : [place || 'All logs', place ? 'logs' : ''];
    }
    case 'pod':
      return [`${subject.namespace}/${subject.pod}`, `on ${subject.host}`];
    case 'host':
      return [subject.host, ''];
    case 'file system':
      return [subject.mountpoint, `on ${subject.host} (${subject.device})`];
    case 'device':
      return [subject.device, `on ${subject.host}`];
    case 'target':
      return subject.instance
        ? [subject.instance, `job ${subject.job}`]
        : [subject.job, `no target of job ${subject.job} is left`];
    case 'program':
      return [subject.job, subject.instance];
    case 'endpoint':
      return [subject.address, `asked by job ${subject.job}`];
    case 'service':
      return [subject.job, 'all its instances'];
    case 'virtual host': {
      const nginx = on(subject.container?.name ?? 'NGINX', subject.host);
      const [name, where] = subject.virtualHost ? [subject.virtualHost, `at ${nginx}`] : [nginx, ''];
      return subject.client
        ? [subject.client, `asks ${[name, where].filter((part) => part !== '').join(' ')}`]
        : [name, where];
    }
    case 'upstream': {
      const nginx = on(subject.container?.name ?? 'NGINX', subject.host);
      return [subject.address || 'Its upstreams', `behind ${nginx}`];
    }
    case 'fleet':
      return ['Everything', ''];
  }
}

/** What a check's series is about, as one text. */
export function subjectText(subject: FindingSubject): string {
  return subjectParts(subject)
    .filter((part) => part !== '')
    .join(' ');
}

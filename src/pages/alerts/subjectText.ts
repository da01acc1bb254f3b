import type { TimeRange } from '@grafana/data';
import type { FindingSubject } from '../../checks/subject';
import { containerUrl, pageUrl } from '../../components/paths';

/** What a check's series is about, in a few words. */
export function subjectText(subject: FindingSubject): string {
  switch (subject.kind) {
    case 'container': {
      const { name, host, namespace, pod } = subject.container;
      return `${name} on ${host}${pod ? `, pod ${namespace ?? ''}/${pod}` : ''}`;
    }
    case 'log':
      return [subject.thrown, subject.container ? `${subject.container.name} on ${subject.host}` : subject.host]
        .filter((part) => part)
        .join(' in ');
    case 'pod':
      return `${subject.namespace}/${subject.pod} on ${subject.host}`;
    case 'host':
      return subject.host;
    case 'file system':
      return `${subject.mountpoint} on ${subject.host}`;
    case 'device':
      return `${subject.device} on ${subject.host}`;
    case 'target':
    case 'program':
      return subject.instance ? `${subject.instance}, job ${subject.job}` : `job ${subject.job}`;
    case 'endpoint':
      return subject.address;
    case 'service':
      return subject.job;
    case 'virtual host':
      return [subject.virtualHost, subject.host].filter((part) => part).join(' on ') || 'NGINX';
    case 'upstream':
      return [subject.address || 'upstreams', subject.host].filter((part) => part).join(' on ');
    case 'fleet':
      return 'everything';
  }
}

/** Where its point of failure is shown, over a time. */
export function subjectUrl(subject: FindingSubject, range?: TimeRange): string {
  switch (subject.kind) {
    case 'container':
      return containerUrl(subject.container, range);
    case 'log':
      return subject.container
        ? containerUrl(subject.container, range)
        : pageUrl('logs', subject.host ? { host: encodeURIComponent(subject.host) } : {}, range);
    case 'virtual host':
    case 'upstream':
      return pageUrl('nginx', {}, range);
    case 'service':
    case 'endpoint':
    case 'fleet':
      return pageUrl('overview', {}, range);
    default:
      return subject.host
        ? pageUrl('containers', { host: encodeURIComponent(subject.host) }, range)
        : pageUrl('overview', {}, range);
  }
}

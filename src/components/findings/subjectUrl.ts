import type { TimeRange } from '@grafana/data';
import type { FindingSubject } from '../../checks/subject';
import type { Filter } from '../../signals/nginx/filters';
import { nginxUrl } from '../nginxUrls';
import { containerUrl, logsUrl, pageUrl } from '../paths';

const hostPage = (host: string, range?: TimeRange) =>
  pageUrl('containers', host ? { host: encodeURIComponent(host) } : {}, range);

/** Its requests on NGINX’s page; only those of a client where one is named. */
function virtualHostUrl(virtualHost: string, range?: TimeRange, client = ''): string {
  const named: Filter[] = [
    { dimension: 'virtualHost', op: 'is', value: virtualHost },
    { dimension: 'client', op: 'is', value: client },
  ];
  return nginxUrl(
    named.filter(({ value }) => value !== ''),
    range
  );
}

/** The host of an address that a prober asks, which is the virtual host that NGINX answers for. */
function hostnameOf(address: string): string | undefined {
  const [, hostname] = /^https?:\/\/(?:[^/?#]*@)?([^/?#:@]+|\[[^\]]+\])(?::\d+)?(?:[/?#]|$)/.exec(address) ?? [];
  return hostname;
}

/** Where its point of failure is shown, over a time. */
export function subjectUrl(subject: FindingSubject, range?: TimeRange): string {
  switch (subject.kind) {
    case 'container':
      return containerUrl(subject.container, range);
    case 'log':
      return subject.container
        ? `${logsUrl([subject.container], range)}${subject.thrown ? '&view=exceptions' : ''}`
        : pageUrl('logs', subject.host ? { host: encodeURIComponent(subject.host) } : {}, range);
    case 'virtual host':
      return virtualHostUrl(subject.virtualHost, range, subject.client);
    case 'upstream':
      // Its errors stand in the error log, which names the address among others.
      return pageUrl(
        'logs',
        {
          ...(subject.host ? { host: encodeURIComponent(subject.host) } : {}),
          ...(subject.address ? { words: `"${subject.address}"` } : {}),
        },
        range
      );
    case 'endpoint': {
      const virtualHost = hostnameOf(subject.address);
      return virtualHost ? virtualHostUrl(virtualHost, range) : pageUrl('services', { job: subject.job }, range);
    }
    case 'service':
    case 'program':
      return pageUrl('services', { job: subject.job }, range);
    case 'fleet':
      return pageUrl('overview', {}, range);
    default:
      return hostPage(subject.host, range);
  }
}

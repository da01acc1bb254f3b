import type { TimeRange } from '@grafana/data';
import type { FindingSubject } from '../../checks/subject';
import type { Filter } from '../../signals/nginx/filters';
import { nginxUrl } from '../nginxUrls';
import { containerUrl, logsUrl, pageUrl } from '../paths';

const hostPage = (host: string, range?: TimeRange) =>
  pageUrl('containers', host ? { host: encodeURIComponent(host) } : {}, range);

/** Where its point of failure is shown, over a time. */
export function subjectUrl(subject: FindingSubject, range?: TimeRange): string {
  switch (subject.kind) {
    case 'container':
      return containerUrl(subject.container, range);
    case 'log':
      return subject.container
        ? `${logsUrl([subject.container], range)}${subject.thrown ? '&view=exceptions' : ''}`
        : pageUrl('logs', subject.host ? { host: encodeURIComponent(subject.host) } : {}, range);
    case 'virtual host': {
      const filters: Filter[] = [
        ...(subject.virtualHost ? [{ dimension: 'virtualHost', op: 'is', value: subject.virtualHost } as const] : []),
      ];
      return nginxUrl(filters, range);
    }
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
    case 'endpoint':
    case 'service':
    case 'fleet':
      return pageUrl('overview', {}, range);
    default:
      return hostPage(subject.host, range);
  }
}

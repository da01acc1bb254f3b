import type { Conventions } from '../conventions';
import { fieldLabel } from '../nginx/fields';
import { hasFields, resultLabel } from '../nginx/nginxSignal';
import { select, type Matcher } from '../promql';
import type { Scope } from '../scope';
import { streamLabels, streamMatchers } from '../streams';
import { LOG_LABEL } from './labels';
import { nginxLogKey } from './nginxLogKey';
import { NGINX_RECORDED } from './nginxSets';

/** What is counted of the recording. */
export interface CountedRequests {
  conventions: Conventions;
  scope: Scope;
  /** How far back, a duration such as `6h`. */
  range: string;
  /** Only those whose status matches, such as `5..`. */
  status?: string;
}

/**
 * PromQL of the requests that were recorded over a range: a number for each container that logs, and each virtual host where
 * its log tells, under the labels that the log's own queries give. Those not recorded by name are `other` together.
 */
export function recordedRequests({ conventions, scope, range, status }: CountedRequests): string {
  const matchers: Matcher[] = [
    { label: LOG_LABEL, op: '=', value: nginxLogKey(conventions) },
    ...streamMatchers({ ...conventions, logs: { ...conventions.logs, matchers: [] } }, scope),
    ...(status ? [{ label: resultLabel(conventions, 'status'), op: '=~', value: status } as const] : []),
  ];
  const named = hasFields(['virtualHost'])(conventions) ? resultLabel(conventions, 'virtualHost') : undefined;
  const by = [...streamLabels(conventions), ...(named === undefined ? [] : [named])].join(', ');
  const counted = `sum by (${by}) (sum_over_time(${select(NGINX_RECORDED.requests, matchers)}[${range}]))`;
  const told = fieldLabel('virtualHost');
  // `\x24` is `$`, which Grafana would take for a variable.
  return named === undefined || named === told
    ? counted
    : `label_replace(${counted}, "${told}", "\\x24{1}", "${named}", "(.*)")`;
}

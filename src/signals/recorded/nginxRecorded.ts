import type { Conventions } from '../conventions';
import { resultLabel } from '../nginx/nginxSignal';
import { select, type Matcher } from '../promql';
import { LOG_LABEL, SET_LABEL } from './labels';
import { NGINX_RECORDED, nginxLogKey } from './nginxSets';

const ofLogs = (conventions: Conventions): Matcher => ({
  label: LOG_LABEL,
  op: '=',
  value: nginxLogKey(conventions),
});

/**
 * PromQL that tells which sets were recorded of NGINX's logs: for each (label `quayside_set`) how many evaluations there
 * were in the range before the time of the query.
 */
export function nginxSetsRecorded(conventions: Conventions, range: string): string {
  return `max by (${SET_LABEL}) (count_over_time(${select(NGINX_RECORDED.lines, [ofLogs(conventions)])}[${range}]))`;
}

/** The series, and their label, whose values are the virtual hosts that are recorded by name. */
export function recordedVirtualHosts(conventions: Conventions): { match: string; label: string } {
  return {
    match: select(NGINX_RECORDED.requests, [ofLogs(conventions)]),
    label: resultLabel(conventions, 'virtualHost'),
  };
}

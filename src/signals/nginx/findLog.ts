import { lineFilter } from '../logql';
import { braces } from '../promql';

/** A status between what stands before and after it in combined logs, or as a field of JSON: what only access logs have. */
const ACCESS_LINE = '" [1-5][0-9]{2} ([0-9]+|-)( |$)|"(status|statusCode|status_code)" ?: ?"?[1-5][0-9]{2}\\b';

/** Lines of any stream with `label` that look like an access log: a sample of them tells where NGINX logs, and how. */
export function accessLogProbe(label: string): string {
  return `${braces([{ label, op: '=~', value: '.+' }])} ${lineFilter('|~', ACCESS_LINE)}`;
}

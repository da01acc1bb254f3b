import type { Conventions } from '../conventions';
import { hashOfValue } from '../hashOf';
import { accessLogsOf } from '../nginx/nginxSignal';

/** What identifies the logs that the conventions name and how they are read. Series of another reading are not this one's. */
export function nginxLogKey(conventions: Conventions): string {
  return hashOfValue(accessLogsOf(conventions));
}

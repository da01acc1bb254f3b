import { quote } from '../promql';
import { labelFor } from './conditions';
import { fieldLabel } from './fields';
import type { Filter } from './filters';
import { lines, logsThatSay, resultLabel, type NginxContext } from './nginxSignal';

const SEEN = fieldLabel('seen');

/**
 * When each of some clients was last seen within the context's range, in Unix seconds: an instant query at the range's end,
 * one pass over the log for all of them.
 */
export function lastSeen(context: NginxContext, clients: readonly string[]): string {
  const label = resultLabel(context.conventions, 'client');
  const filters = clients.map((value): Filter => ({ dimension: 'client', op: 'is', value }));
  const legs = logsThatSay(context, ['client']).map((access, index) => {
    const own = labelFor(access, 'client');
    const time = `| label_format ${SEEN}=${quote('{{ __timestamp__ | unixEpoch }}')} | unwrap ${SEEN} | __error__ = ""`;
    const newest = `max_over_time(${lines(context, access, { dimensions: ['client'], filters })} ${time} [${context.range}]) by (${own})`;
    const named = own === label ? newest : `label_replace(${newest}, "${label}", "\\x24{1}", "${own}", "(.*)")`;
    return `label_replace(${named}, "${fieldLabel('log')}", "${index}", "", "")`;
  });
  return `max by (${label}) (${legs.join(' or ')})`;
}

/** The times of an answer to `lastSeen`, in Unix milliseconds, by client. */
export function lastSeenTimes(
  context: NginxContext,
  samples: ReadonlyArray<{ labels: Readonly<Record<string, string>>; value: number }>
): Map<string, number> {
  const label = resultLabel(context.conventions, 'client');
  return new Map(samples.map(({ labels, value }) => [labels[label] ?? '', value * 1000]));
}

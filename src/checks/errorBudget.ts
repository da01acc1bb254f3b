import { hasFields } from '../signals/nginx/nginxSignal';
import { durationSeconds } from '../signals/promql';
import { NGINX_RECORDED } from '../signals/recorded/nginxSets';
import { recordedRequests } from '../signals/recorded/recordedRequests';
import type { Check, CheckContext, Parameter, Severity } from './check';
import { nginxLabels } from './nginxLogs';
import { atLeast, valueOf } from './parameters';

/**
 * A pair of windows: over the long one the budget must burn so many times faster than it may, and over the short one still.
 * The long one says that it matters, the short one that it has not ended.
 */
interface Pair {
  long: string;
  short: string;
  /** 1 uses up a month's budget in a month. */
  times: number;
}

const OBJECTIVE: Parameter = {
  id: 'objective',
  title: 'Objective',
  description: 'The share of requests that must not end with 5xx, over a month.',
  unit: 'ratio',
  default: 0.995,
  min: 0.5,
  max: 0.99999,
};

/** The share of requests that failed over a window, where there were enough of them. */
function failed({ conventions, scope }: CheckContext, range: string, floor: number): string {
  const all = recordedRequests({ conventions, scope, range });
  return `${recordedRequests({ conventions, scope, range, status: '5..' })} / (${all} > ${floor})`;
}

/** What the check would read of the logs: why it is of recorded counts only. */
function windowsText(pairs: readonly Pair[]): string {
  const days = pairs.reduce((sum, { long, short }) => sum + durationSeconds(long) + durationSeconds(short), 0) / 86_400;
  return days < 1 ? `${Math.round(days * 24)} hours` : `${Math.round(days * 10) / 10} days`;
}

function budgetCheck(
  pairs: readonly Pair[],
  rest: Pick<Check, 'id' | 'title' | 'meaning'> & { severity: Severity }
): Check {
  return {
    ...rest,
    kind: 'nginx',
    subject: 'virtual host',
    // Of counts that were recorded: no log could be asked for days at every evaluation.
    source: 'metrics',
    needs: [NGINX_RECORDED.requests],
    remedy: `Record “NGINX: requests, bytes and errors” first, under Derived metrics: from the logs themselves this would read ${windowsText(pairs)} of all access logs, twice, at every evaluation. It counts from when recording began.`,
    joinOn: nginxLabels,
    firstSteps: [
      'See which URIs and which upstream fail.',
      'Compare with the last deploy, and go back to the version before if it began there.',
      'Afterwards: was it worth that much of the budget?',
    ],
    parameters: [OBJECTIVE, atLeast('Requests in the long window', 500)],
    threshold: { constant: 1 },
    compare: '>',
    unit: 'ratio',
    forSeconds: 0,
    applies: hasFields(['status']),
    // 1 is as fast as the pair allows: several pairs can then be one condition.
    value: (check) => {
      const budget = 1 - valueOf(check, 'objective');
      const on = `on (${nginxLabels(check.conventions).join(', ')})`;
      return pairs
        .map(({ long, short, times }, index) => {
          const allowed = Number((times * budget).toPrecision(6));
          const still = `(${failed(check, short, 0)}) > ${allowed}`;
          const burns = `((${failed(check, long, valueOf(check, 'floor'))}) / ${allowed} and ${on} (${still}))`;
          // `or` takes the first that says anything: one that is within what it allows must not hide the next.
          return index < pairs.length - 1 ? `(${burns} > 1)` : burns;
        })
        .join(' or ');
    },
    evidenceSeconds: 7200,
  };
}

/**
 * Checks of the error budget, with the windows and rates of the chapter "Alerting on SLOs" of Google's Site Reliability
 * Workbook.
 */
export const BUDGET_CHECKS = {
  fast: budgetCheck(
    [
      { long: '1h', short: '5m', times: 14.4 },
      { long: '6h', short: '30m', times: 6 },
    ],
    {
      id: 'nginx-budget-burns-fast',
      title: 'The error budget burns fast',
      severity: 'critical',
      meaning: 'At this rate of 5xx the errors that a month may have are used up in two to five days.',
    }
  ),
  slow: budgetCheck(
    [
      { long: '1d', short: '2h', times: 3 },
      { long: '3d', short: '6h', times: 1 },
    ],
    {
      id: 'nginx-budget-burns-slowly',
      title: 'The error budget burns slowly',
      severity: 'warning',
      meaning: 'At this rate of 5xx the errors that a month may have will not last for the month.',
    }
  ),
};

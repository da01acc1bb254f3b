import React from 'react';
import { dateTimeFormat } from '@grafana/data';
import { thresholdOf } from '../../checks/check';
import type { Finding } from '../../checks/finding';
import { formatDuration, formatValue } from '../units';

/** What a finding's history says of its time: how long it has held, and when it fails. */
function When({ finding, now }: { finding: Finding; now: number }) {
  const { timeToFailure, since, sinceOrBefore, pending, check } = finding;
  const parts: string[] = [];
  if (timeToFailure) {
    const { estimate, low, high } = timeToFailure;
    const [earliest, latest] = [formatDuration(low), high ? formatDuration(high) : 'never'];
    const between = earliest === latest ? '' : ` (between ${earliest} and ${latest})`;
    parts.push(`in about ${formatDuration(estimate)}${between}`);
  } else if (since !== undefined) {
    parts.push(`for ${sinceOrBefore ? 'more than ' : ''}${formatDuration((now - since) / 1000)}`);
  }
  if (pending) {
    parts.push(`counts after ${formatDuration(check.forSeconds)}`);
  }
  return <span title={since === undefined ? undefined : `since ${dateTimeFormat(since)}`}>{parts.join(', ')}</span>;
}

/** What it measured, and against which limit; nothing where the title says it all. */
function measured({ check, parameters, value }: Finding): string {
  if (check.unit === 'state' || !Number.isFinite(value)) {
    return '';
  }
  if (check.valueText) {
    return `${check.valueText.replace('{value}', formatValue(value, check.unit))} `;
  }
  const limit = check.compare === '==' ? '' : ` (limit ${formatValue(thresholdOf(check, parameters), check.unit)})`;
  return `${formatValue(value, check.unit)}${limit} `;
}

/**
 * What a finding measured, against which limit, and since when or until when.
 * @param now Unix milliseconds
 */
export function FindingMeasure({ finding, now }: { finding: Finding; now: number }) {
  return (
    <>
      {measured(finding)}
      <When finding={finding} now={now} />
    </>
  );
}

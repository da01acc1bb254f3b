import type { DataQueryRequest } from '@grafana/data';

/** The range of a request, Unix milliseconds. */
export const rangeOf = ({ range }: Pick<DataQueryRequest, 'range'>): { from: number; to: number } => ({
  from: range.from.valueOf(),
  to: range.to.valueOf(),
});

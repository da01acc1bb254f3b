import type { TimeRange } from '@grafana/data';
import { pageUrl } from '../paths';
import type { LogsState } from './logsState';

/** What selects and filters lines: the parts of the state that the builder of metrics understands. */
const LINE_PARTS = [
  'host',
  'container',
  'labels',
  'level',
  'words',
  'without',
  'regex',
  'fields',
  'patterns',
  'requests',
  'nginx',
] as const satisfies ReadonlyArray<keyof LogsState>;

/** A link to the builder of metrics, for the same lines. */
export function makeMetricUrl(state: LogsState, range: TimeRange): string {
  const parts = LINE_PARTS.map((part) => [part, state[part]] as const).filter(([, text]) => text !== '');
  return pageUrl('derived', { tab: 'builder', ...Object.fromEntries(parts) }, range);
}

import React from 'react';
import type { TimeRange } from '@grafana/data';
import type { ChangeLogs, LogsState } from '../../components/logs/logsState';
import { QueryLines } from '../../components/logs/QueryLines';
import type { LineCount } from '../../components/logs/shownOf';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Level } from '../../signals/logLevels';
import { hasFilter, type LogQuery } from '../../signals/logQuery';
import type { LogVolumes } from './loadVolume';

interface Props {
  source: DataSourceChoice;
  query: LogQuery;
  range: TimeRange;
  scene: PageScene;
  volumes: LogVolumes | undefined;
  state: LogsState;
  onChange: ChangeLogs;
}

/** The lines of the chosen levels; none: of all. */
function heldOf(volumes: LogVolumes | undefined, levels: readonly Level[]): LineCount | undefined {
  const chosen = volumes ? [...volumes.totals].filter(([level]) => levels.length === 0 || levels.includes(level)) : [];
  if (!volumes) {
    return undefined;
  }
  const { how, intervals } = volumes;
  const count = chosen.reduce((sum, [, one]) => sum + one, 0);
  if (!intervals) {
    return { count, how };
  }
  // Levels are counted in the same slices: what one of them is off by says nothing of another, so all may be off alike.
  const end = (which: 'low' | 'high') =>
    chosen.reduce((sum, [level, one]) => sum + (intervals.get(level)?.[which] ?? one), 0);
  return { count, how, interval: { low: end('low'), high: end('high') } };
}

/** The lines themselves. */
export function LinesView({ source, query, range, scene, volumes, state, onChange }: Props) {
  const { selection, filter } = query;
  return (
    <QueryLines
      id="quayside-logs"
      source={source}
      query={query}
      range={range}
      scene={scene}
      order={state.order === 'oldest' ? 'oldest' : 'newest'}
      live={state.live === '1'}
      onOrder={(order) => onChange({ order })}
      onLive={(live) => onChange({ live: live ? '1' : '' })}
      held={heldOf(volumes, filter.levels)}
      namesContainers={selection.scope.containers?.length !== 1}
      state={state}
      onChange={onChange}
      whenEmpty={
        <NothingHere title={hasFilter(query) ? 'No line is like that' : 'No log lines'}>
          {hasFilter(query)
            ? 'The streams have no line in this range that all filters let through. Remove one, or choose a longer range.'
            : 'The streams chosen have no line in this range. Choose a longer range or other streams; where none has any, look whether the shipper (Alloy, Promtail, Vector) runs, and at the conventions on the configuration page.'}
        </NothingHere>
      }
    />
  );
}

import React, { useState } from 'react';
import type { TimeRange } from '@grafana/data';
import type { ChangeLogs } from '../../../components/logs/logsState';
import type { LineOrder } from '../../../components/logs/mergeLines';
import { QueryLines } from '../../../components/logs/QueryLines';
import { NothingHere } from '../../../components/NothingHere';
import type { PageScene } from '../../../components/PageScene';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import type { LogQuery } from '../../../signals/logQuery';
import type { BuilderState } from './builderState';

interface Props {
  source: DataSourceChoice;
  query: LogQuery;
  range: TimeRange;
  scene: PageScene;
  state: BuilderState;
  onChange: ChangeLogs;
}

/** The lines that a metric is made of; an open one shows its parts, to filter by. */
export function MatchingLines({ source, query, range, scene, state, onChange }: Props) {
  const [order, setOrder] = useState<LineOrder>('newest');
  const [live, setLive] = useState(false);
  return (
    <QueryLines
      id="quayside-derived-lines"
      source={source}
      query={query}
      range={range}
      scene={scene}
      order={order}
      live={live}
      onOrder={setOrder}
      onLive={setLive}
      held={undefined}
      namesContainers
      state={state}
      onChange={onChange}
      whenEmpty={<NothingHere title="No line is like that">Remove a filter, or choose a longer range.</NothingHere>}
    />
  );
}

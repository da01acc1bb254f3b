import React, { useState } from 'react';
import type { TimeRange } from '@grafana/data';
import { containerText } from '../../../signals/containerText';
import { LineBrowser } from '../../../components/logs/LineBrowser';
import { LineDetails } from '../../../components/logs/LineDetails';
import { withField, type ChangeLogs } from '../../../components/logs/logsState';
import type { LineOrder } from '../../../components/logs/mergeLines';
import { NothingHere } from '../../../components/NothingHere';
import type { PageScene } from '../../../components/PageScene';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { linesOf, type LogQuery } from '../../../signals/logQuery';
import { containerOfStream } from '../../../signals/streams';
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
  const { conventions } = query;
  const [order, setOrder] = useState<LineOrder>('newest');
  const [live, setLive] = useState(false);
  return (
    <LineBrowser
      id="quayside-derived-lines"
      source={source}
      expr={linesOf(query)}
      range={range}
      scene={scene}
      order={order}
      live={live}
      onOrder={setOrder}
      onLive={setLive}
      held={undefined}
      ownerOf={(line) => {
        const container = containerOfStream(conventions, line.labels);
        return container ? containerText(container) : '';
      }}
      details={(line) => (
        <LineDetails
          line={line}
          source={source}
          conventions={conventions}
          scene={scene}
          onField={(condition) => onChange(withField(state, condition))}
        />
      )}
      whenEmpty={<NothingHere title="No line is like that">Remove a filter, or choose a longer range.</NothingHere>}
    />
  );
}

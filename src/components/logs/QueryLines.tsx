import React from 'react';
import { containerText } from '../../signals/containerText';
import { linesOf, type LogQuery } from '../../signals/logQuery';
import { containerOfStream } from '../../signals/streams';
import { LineBrowser, type LineBrowserProps } from './LineBrowser';
import { LineDetails } from './LineDetails';
import type { LineListProps } from './LineList';
import { withField, type ChangeLogs, type LogsState } from './logsState';

interface Props extends Omit<LineBrowserProps, 'expr' | 'ownerOf' | 'details'> {
  query: LogQuery;
  /** Before each line stands which container wrote it. */
  namesContainers: boolean;
  state: LogsState;
  onChange: ChangeLogs;
}

/** The lines that a query selects; an open one shows its parts, to filter by. */
export function QueryLines({ query, namesContainers, state, onChange, ...browser }: Props) {
  const { conventions } = query;
  const { source, scene } = browser;
  const ownerOf: LineListProps['ownerOf'] = (line) => {
    const container = containerOfStream(conventions, line.labels);
    return container ? containerText(container) : '';
  };
  return (
    <LineBrowser
      {...browser}
      expr={linesOf(query)}
      ownerOf={namesContainers ? ownerOf : undefined}
      details={(line) => (
        <LineDetails
          line={line}
          source={source}
          conventions={conventions}
          scene={scene}
          onField={(condition) => onChange(withField(state, condition))}
        />
      )}
    />
  );
}

import React, { useState } from 'react';
import { Button, LinkButton, LoadingPlaceholder, Stack } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import { queryLinePage, type LogLine } from '../../grafana/loki';
import type { Conventions } from '../../signals/conventions';
import type { Labels } from '../../signals/identity';
import { streamOf } from '../../signals/logQuery';
import { streamLabels } from '../../signals/streams';
import { ProblemNotice } from '../ProblemNotice';
import { useLoaded } from '../useLoaded';
import { LineList } from './LineList';
import { mergeLines } from './mergeLines';
import type { SharedCursor } from './useHoveredTime';

interface Props {
  line: LogLine;
  source: DataSourceChoice;
  conventions: Conventions;
  scene: SharedCursor;
}

/** How far away the neighbours of a line are looked for. */
const WITHIN_MS = 6 * 3600_000;
const FIRST = 10;
const MOST = 640;

/** The labels of the line's own stream; where the data source does not say which they are, those that name its container. */
function ownStream(line: LogLine, conventions: Conventions): Labels {
  const known = line.streamLabels;
  const names = known ? Object.keys(known) : streamLabels(conventions);
  return Object.fromEntries(names.flatMap((name) => (line.labels[name] ? [[name, line.labels[name]]] : [])));
}

/** What the same stream said before and after a line, whatever the filters. */
export function LineContext({ line, source, conventions, scene }: Props) {
  const [count, setCount] = useState({ before: FIRST, after: FIRST });
  const expr = streamOf(ownStream(line, conventions));
  const { time } = line;
  const before = useLoaded(`${source.uid} ${expr} before ${line.id} ${count.before}`, (signal) =>
    queryLinePage(
      source,
      expr,
      { from: time - WITHIN_MS, to: time + 1 },
      { limit: count.before + 1, order: 'newest' },
      signal
    )
  );
  const after = useLoaded(`${source.uid} ${expr} after ${line.id} ${count.after}`, (signal) =>
    queryLinePage(
      source,
      expr,
      { from: time, to: time + WITHIN_MS },
      { limit: count.after + 1, order: 'oldest' },
      signal
    )
  );
  const problem = before.problem ?? after.problem;
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  if (!before.data || !after.data) {
    return <LoadingPlaceholder text="Reading the lines around it…" />;
  }
  const lines = mergeLines([...before.data].reverse(), after.data);
  const more = (side: 'before' | 'after', found: number) =>
    found <= count[side] ? (
      <span>No more lines {side} it within 6 hours.</span>
    ) : (
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        disabled={count[side] >= MOST}
        onClick={() => setCount({ ...count, [side]: count[side] * 4 })}
      >
        More {side}
      </Button>
    );
  return (
    <section aria-label="Lines around it">
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        {more('before', before.data.length)}
        <LinkButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="compass"
          href={exploreUrl(source, expr, { from: time - 60_000, to: time + 60_000 })}
        >
          Explore
        </LinkButton>
      </Stack>
      <LineList label="Lines around it, oldest first" lines={lines} scene={scene} span={0} marked={line.id} />
      {more('after', after.data.length)}
    </section>
  );
}

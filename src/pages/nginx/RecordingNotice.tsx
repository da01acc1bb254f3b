import React from 'react';
import { Button } from '@grafana/ui';
import { NoRecordedSources, RecordedSources } from '../../components/RecordedSources';
import type { Recordings } from './useRecordings';

interface Props {
  recordings: Pick<Recordings, 'sources' | 'problem'>;
  /** The reader wants the logs themselves, and not a recording. */
  off: boolean;
  /** What each chart then reads: `12 GB`. */
  price: string;
  onOff: () => void;
}

/** What the charts and totals are read from: a recording, the logs, or one after the other. */
export function RecordingNotice({ recordings: { sources, problem }, off, price, onOff }: Props) {
  if (off) {
    return null;
  }
  if (problem) {
    return <NoRecordedSources why={problem.title} />;
  }
  const isTimed = sources.some(({ id, source }) => id.endsWith('Times') && typeof source !== 'string');
  return (
    <RecordedSources
      sources={sources}
      note={`${isTimed ? 'Recorded percentiles are those of buckets. ' : ''}Lists and lines come from the logs.`}
    >
      <Button size="sm" variant="secondary" fill="text" onClick={onOff}>
        Read the logs instead: each chart reads {price}
      </Button>
    </RecordedSources>
  );
}

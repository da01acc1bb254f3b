import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import { countText, sizeText } from './sizeText';
import type { LogVolume } from '../../grafana/lokiCost';
import type { Reading } from '../../signals/logBudget';

interface Props {
  volume: LogVolume;
  reading: Reading;
  /** Bytes that are read without being asked to. */
  budget: number;
  /** The reader has asked for all of it. */
  everything: boolean;
  /** Levels are counted by what is recorded of them. */
  isRecorded: boolean;
  onEverything: (everything: boolean) => void;
}

/** What the range holds, and how much of it the page reads. */
export function CostBar({ volume, reading, budget, everything, isRecorded, onEverything }: Props) {
  const styles = useStyles2(getStyles);
  const { bytes, streams } = volume;
  // Loki's index counts whole chunks, those in memory by their compressed size, and a stream once for each part of the index
  // that knows it: seen off by half either way.
  const held = `This range holds about ${sizeText(bytes)} in ${streams > 1 ? 'at most ' : ''}${countText(streams)} stream${streams === 1 ? '' : 's'}.`;
  return (
    <div className={reading.whole ? styles.plain : styles.partial} role="status" data-testid="quayside-log-cost">
      {!reading.whole && <Icon name="info-circle" />}
      <span>
        {held}{' '}
        {!reading.whole &&
          `That is more than ${sizeText(budget)}: ${isRecorded ? '' : 'levels, '}patterns and exceptions are reckoned from ${reading.slices.length} evenly spread slices, ${Math.max(1, Math.round(reading.share * 100))} % of the range. Lines are not affected.`}
        {reading.whole && everything && bytes > budget && 'All of it is read.'}
      </span>
      {!reading.whole && (
        <Button size="sm" variant="secondary" onClick={() => onEverything(true)}>
          Read all ({sizeText(bytes)})
        </Button>
      )}
      {reading.whole && everything && bytes > budget && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => onEverything(false)}>
          Read a part only
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const bar = { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' } as const;
  return {
    plain: css({ ...bar, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
    partial: css({
      ...bar,
      padding: theme.spacing(1),
      border: `1px solid ${theme.colors.info.border}`,
      borderRadius: theme.shape.radius.default,
      background: theme.colors.info.transparent,
    }),
  };
};

import { css } from '@emotion/css';
import {
  FieldType,
  formattedValueToString,
  getFieldDisplayName,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
} from '@grafana/data';
import { SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { SeriesTable, useStyles2 } from '@grafana/ui';
import React from 'react';

interface TimeSeriesTooltipProps {
  /** All series joined on time. */
  frame: DataFrame;
  dataIdxs: Array<number | null>;
  seriesIdx: number | null;
  isPinned: boolean;
  mode: TooltipDisplayMode;
  sort: SortOrder;
  hideZeros: boolean;
}

/** Time and values under the cursor: of one series, or of all with that one in bold. */
export function TimeSeriesTooltip({
  frame,
  dataIdxs,
  seriesIdx,
  isPinned,
  mode,
  sort,
  hideZeros,
}: TimeSeriesTooltipProps) {
  const styles = useStyles2(getStyles);
  const timeField = frame.fields[0];
  const at = dataIdxs.find((index) => index !== null && index !== undefined);
  if (!timeField || at === undefined || at === null) {
    return null;
  }
  const rows = frame.fields.flatMap((field, index) => {
    const value: unknown = index === 0 ? undefined : field.values[dataIdxs[index] ?? -1];
    const isHidden = field.config.custom?.hideFrom?.viz || field.config.custom?.hideFrom?.tooltip;
    const isWanted = mode === TooltipDisplayMode.Multi || index === seriesIdx;
    return field.type === FieldType.number &&
      isWanted &&
      !isHidden &&
      typeof value === 'number' &&
      !(hideZeros && value === 0)
      ? [{ value, row: toRow(frame, field, value, index === seriesIdx) }]
      : [];
  });
  if (sort !== SortOrder.None) {
    rows.sort((a, b) => (sort === SortOrder.Ascending ? a.value - b.value : b.value - a.value));
  }
  const time = timeField.display?.(timeField.values[at]);
  return (
    <div
      className={styles}
      style={isPinned ? { maxHeight: 320, overflow: 'auto' } : undefined}
      data-testid="timeseries-tooltip"
    >
      <SeriesTable
        timestamp={time ? formattedValueToString(time) : String(timeField.values[at])}
        series={rows.map(({ row }) => row)}
      />
    </div>
  );
}

function toRow(frame: DataFrame, field: Field, value: number, isActive: boolean) {
  const display = field.display?.(value);
  return {
    color: display?.color,
    label: getFieldDisplayName(field, frame),
    value: display ? formattedValueToString(display) : String(value),
    isActive,
  };
}

const getStyles = (theme: GrafanaTheme2) =>
  css({ padding: theme.spacing(1), fontSize: theme.typography.bodySmall.fontSize });

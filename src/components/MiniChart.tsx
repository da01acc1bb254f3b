import React, { memo } from 'react';
import { FieldColorModeId, FieldType, type Field } from '@grafana/data';
import { Sparkline, useTheme2 } from '@grafana/ui';
import type { Series } from '../grafana/prometheus';

interface Props {
  series: Series | undefined;
  width?: number;
  height?: number;
  /** What it shows, for those who do not see it. */
  label: string;
  color?: string;
}

/** A line small enough for a table cell. Without two points there is nothing to draw, and it says so. */
export const MiniChart = memo(function MiniChart({ series, width = 100, height = 28, label, color }: Props) {
  const theme = useTheme2();
  if (!series || series.values.length < 2) {
    return (
      <span
        role="img"
        aria-label={`${label}: too few points to draw`}
        style={{ display: 'inline-block', width, height }}
      />
    );
  }
  const x: Field<number> = { name: 'time', type: FieldType.time, values: series.times, config: {} };
  const values = series.values.map((value) => (Number.isFinite(value) ? value : 0));
  // From 0, so that a flat line looks flat; the component expects the range to have been reckoned.
  const min = Math.min(0, ...values);
  const max = Math.max(...values, min + Number.EPSILON);
  const y: Field<number> = {
    name: 'value',
    type: FieldType.number,
    values,
    state: { range: { min, max, delta: max - min } },
    config: {
      color: { mode: FieldColorModeId.Fixed, fixedColor: color ?? theme.colors.primary.main },
      custom: { lineWidth: 1, fillOpacity: 12 },
    },
  };
  return (
    <span role="img" aria-label={label} style={{ display: 'inline-block', width, height }}>
      <Sparkline width={width} height={height} theme={theme} sparkline={{ x, y }} />
    </span>
  );
});

import React from 'react';
import { ProblemNotice } from './ProblemNotice';
import type { DataPanel } from './dataPanel';
import type { Problem } from '../grafana/Problem';

/** A chart in its place, or why there is none. */
export function Chart({
  chart,
  problem,
  height = 200,
}: {
  chart: DataPanel;
  problem: Problem | undefined;
  height?: number;
}) {
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  const { panel } = chart;
  return (
    <div style={{ height, position: 'relative', minWidth: 0 }}>
      <panel.Component model={panel} />
    </div>
  );
}

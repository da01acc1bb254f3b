import React, { useMemo } from 'react';
import { signalPanel, type PanelLine } from '../../../components/signalPanel';
import type { PageScene } from '../../../components/PageScene';
import { useAttached } from '../../../components/useAttached';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import type { Recording } from '../../../grafana/recordings';
import { drawnFromRecording } from '../../../signals/derived/derivedDrawing';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { countsReading } from '../../../signals/derived/derivedReading';
import { unitOf } from '../unitOf';

/** The window of a panel's queries: Grafana makes it as long as the chart's steps, and no shorter than a recorded interval. */
const INTERVAL = '$__interval';

/** What is drawn of a recording: of a metric that was made here what it means, of any other the counts that it adds up. */
function linesOfRecording({ facts }: Recording, metric: DerivedMetric | undefined): PanelLine[] {
  return metric
    ? drawnFromRecording(metric).map(({ legend, expr }) => ({ legend, expr: expr(INTERVAL) }))
    : facts.metrics
        .filter((name) => name !== facts.heartbeat && !name.includes('_bucket'))
        .map((name) => ({ legend: name, expr: countsReading(name, INTERVAL) }));
}

interface Props {
  recording: Recording;
  metric: DerivedMetric | undefined;
  prometheus: DataSourceChoice;
  scene: PageScene;
}

/** A recorded metric as Prometheus has it: its menu makes a panel of a dashboard of it, and an alert. */
export function RecordingChart({ recording, metric, prometheus, scene }: Props) {
  const { facts } = recording;
  const lines = JSON.stringify(linesOfRecording(recording, metric));
  const title = metric?.title ?? facts.set;
  const help = metric?.help ?? '';
  const unit = metric ? unitOf(metric) : 'count';
  const { intervalSeconds } = facts.times;
  const panel = useMemo(
    () =>
      signalPanel({
        title,
        description: help || 'What was recorded, for each step of the chart.',
        unit,
        source: prometheus,
        lines: JSON.parse(lines) as PanelLine[],
        minStepSeconds: intervalSeconds,
        whenEmpty: 'Nothing was recorded in this range.',
      }),
    [title, help, unit, prometheus, lines, intervalSeconds]
  );
  const attached = useAttached(
    scene,
    useMemo(() => [panel], [panel])
  );
  return (
    <div style={{ height: 240, position: 'relative', minWidth: 0 }}>
      {attached && <panel.Component model={panel} />}
    </div>
  );
}

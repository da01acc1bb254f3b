import { SceneCSSGridLayout, SceneDataLayerSet } from '@grafana/scenes';
import type { EventsLayer } from '../../components/EventsLayer';
import { lineOf, signalPanel } from '../../components/signalPanel';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import { logVolume } from '../../signals/logs';
import type { Signal, SignalContext } from '../../signals/signal';

const why = (signal: Signal) => `Not exported, or no value in this range. ${signal.remedy ?? ''}`.trim();

/** The time series of one container, one under the other on one time axis; each asks when it comes into view. */
export function containerPanels(
  prometheus: DataSourceChoice,
  loki: DataSourceChoice | undefined,
  base: SignalContext,
  events: EventsLayer
): SceneCSSGridLayout {
  const context: SignalContext = { ...base, window: '$__rate_interval' };
  const shared = { source: prometheus, minStepSeconds: context.conventions.containers.scrapeSeconds };
  const panels = [
    signalPanel({
      ...shared,
      title: 'CPU',
      description: C.cpuCores.description,
      unit: 'cores',
      lines: [
        lineOf(C.cpuCores, context, { legend: 'Used' }),
        lineOf(C.cpuSystem, context, { legend: 'of that in the kernel' }),
        lineOf(C.cpuQuota, context, { legend: 'Quota', style: 'limit' }),
      ],
      whenEmpty: why(C.cpuCores),
    }),
    signalPanel({
      ...shared,
      title: 'Throttled',
      description: C.cpuThrottled.description,
      unit: 'ratio',
      lines: [lineOf(C.cpuThrottled, context)],
      whenEmpty: 'No quota, so nothing throttles it.',
    }),
    signalPanel({
      ...shared,
      title: 'Memory',
      description: C.memoryWorkingSet.description,
      unit: 'bytes',
      lines: [
        lineOf(C.memoryWorkingSet, context, { legend: 'Working set' }),
        lineOf(C.memoryRss, context, { legend: 'Anonymous' }),
        lineOf(C.memoryCache, context, { legend: 'Page cache' }),
        lineOf(C.memoryLimit, context, { legend: 'Limit', style: 'limit' }),
      ],
      whenEmpty: why(C.memoryWorkingSet),
    }),
    signalPanel({
      ...shared,
      title: 'Network',
      description: 'Bytes received, and below the axis bytes sent. On Kubernetes these are the whole pod’s.',
      unit: 'bytes per second',
      lines: [
        lineOf(C.networkReceive, context, { legend: 'In' }),
        lineOf(C.networkTransmit, context, { legend: 'Out', mirrored: true }),
      ],
      whenEmpty: why(C.networkReceive),
    }),
    signalPanel({
      ...shared,
      title: 'Disk',
      description: C.diskRead.description,
      unit: 'bytes per second',
      lines: [
        lineOf(C.diskRead, context, { legend: 'Read' }),
        lineOf(C.diskWrite, context, { legend: 'Written', mirrored: true }),
      ],
      whenEmpty: why(C.diskRead),
    }),
    signalPanel({
      ...shared,
      title: 'Pressure',
      description: 'Share of time in which the container waited for what it needed.',
      unit: 'ratio',
      lines: [
        lineOf(C.pressureCpuWaiting, context, { legend: 'for CPU' }),
        lineOf(C.pressureMemoryWaiting, context, { legend: 'for memory' }),
        lineOf(C.pressureIoStalled, context, { legend: 'for disk' }),
      ],
      whenEmpty: why(C.pressureCpuWaiting),
    }),
  ];
  if (loki) {
    const { all, problems } = logVolume({ ...context, window: '$__interval' });
    panels.unshift(
      signalPanel({
        source: loki,
        minStepSeconds: 15,
        title: 'Log lines',
        description: 'Lines written, and those that name a problem, in each step.',
        unit: 'count',
        bars: true,
        lines: [
          { expr: all, legend: 'All', color: 'semi-dark-blue' },
          { expr: problems, legend: 'Name a problem', color: 'red' },
        ],
        whenEmpty: 'No lines in this range.',
      })
    );
  }
  return new SceneCSSGridLayout({
    templateColumns: 'minmax(0, 1fr)',
    autoRows: '190px',
    isLazy: true,
    $data: new SceneDataLayerSet({ layers: [events] }),
    children: panels,
  });
}

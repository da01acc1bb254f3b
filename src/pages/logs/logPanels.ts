import { SceneCSSGridLayout } from '@grafana/scenes';
import type { TimeRange } from '@grafana/data';
import { DataPanel } from '../../components/dataPanel';
import { containerText } from '../../signals/containerText';
import { LEVEL_COLORS } from '../../components/logs/levelColors';
import { recordingMarks } from '../../components/recordingStory';
import { lineOf, panelMenu, signalPanel } from '../../components/signalPanel';
import { withAxis } from '../../components/withAxis';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import type { Conventions } from '../../signals/conventions';
import { LEVELS, type Level } from '../../signals/logLevels';
import type { VolumeQuery } from '../../signals/logQuery';
import type { ContainerRef } from '../../signals/scope';
import type { Signal, SignalContext } from '../../signals/signal';
import type { VolumesFound } from './recordedVolume';

/** More containers than this under the volume are lines that nobody can tell apart. */
export const MOST_CONTAINERS = 5;

/** The page's panels: lines by level, and below them what the chosen containers used. */
export class LogPanels {
  readonly layout: SceneCSSGridLayout;
  private readonly volume = new DataPanel({
    title: 'Lines by level',
    description: 'Lines in each step, by the level that Loki or their own words give them.',
    unit: 'count',
    bars: true,
    stacked: true,
    whenEmpty: 'No lines in this range.',
  });

  constructor(prometheus: DataSourceChoice | undefined, conventions: Conventions, containers: readonly ContainerRef[]) {
    const shown = prometheus ? containers.slice(0, MOST_CONTAINERS) : [];
    const panel = (title: string, signal: Signal, source: DataSourceChoice) =>
      signalPanel({
        source,
        title,
        description: signal.description,
        unit: signal.unit,
        minStepSeconds: conventions.containers.scrapeSeconds,
        lines: shown.map((ref) => {
          const context: SignalContext = {
            conventions,
            scope: { containers: [ref] },
            window: '$__rate_interval',
            range: '1h',
          };
          return lineOf(signal, context, { legend: containerText(ref) });
        }),
        whenEmpty: `No value in this range: does Prometheus call these containers as the logs do? ${signal.remedy ?? ''}`,
      });
    const below =
      prometheus && shown.length > 0
        ? [panel('CPU', C.cpuCores, prometheus), panel('Memory', C.memoryWorkingSet, prometheus)]
        : [];
    this.layout = new SceneCSSGridLayout({
      templateColumns: 'minmax(0, 1fr)',
      autoRows: '200px',
      children: [this.volume.panel, ...below].map(withAxis),
    });
  }

  /** Draws lines by level; of a choice of levels, those alone. */
  show(
    volumes: VolumesFound,
    levels: readonly Level[],
    queries: readonly VolumeQuery[],
    from: DataSourceChoice,
    range: TimeRange
  ) {
    const { byLevel, totals, times, how, source } = volumes;
    this.volume.mark(recordingMarks(typeof source === 'string' ? undefined : source));
    const drawn = LEVELS.filter((level) => (totals.get(level) ?? 0) > 0).filter(
      (level) => levels.length === 0 || levels.includes(level)
    );
    // Least grave first, at the bottom of the pile: the gravest stand out on top.
    const lines = [...drawn].reverse().map((level) => ({
      name: level,
      values: byLevel.get(level) ?? [],
      color: LEVEL_COLORS[level],
    }));
    this.volume.show(times, lines, range);
    this.volume.panel.setState({
      title: how === 'estimate' ? 'Lines by level, estimated' : 'Lines by level',
      menu: panelMenu(
        from,
        queries.map(({ expr, counts }) => ({ expr, legend: counts === 'each' ? 'by level' : counts })),
        { title: 'Lines by level' }
      ),
    });
  }

  /** Says that lines are being counted. Until the first count there is no saying that there are none. */
  loading(range: TimeRange): void {
    this.volume.loading(range);
  }

  /** Says that lines could not be counted. */
  failed(range: TimeRange): void {
    this.volume.failed(range);
  }
}

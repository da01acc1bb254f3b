import { arrayToDataFrame, DataTopic, LoadingState, type TimeRange } from '@grafana/data';
import { sceneGraph, SceneDataLayerBase, type SceneDataLayerProviderState } from '@grafana/scenes';

/** Something to mark on every panel. */
export interface MarkedEvent {
  /** Unix milliseconds. */
  time: number;
  text: string;
  /** A colour of Grafana's palette. */
  color: string;
}

interface EventsLayerState extends SceneDataLayerProviderState {
  events: readonly MarkedEvent[];
}

/** Marks events, which somebody else has loaded, as annotations on all panels below it. */
export class EventsLayer extends SceneDataLayerBase<EventsLayerState> {
  constructor() {
    super({ name: 'Events', isEnabled: true, isHidden: true, events: [] });
  }

  /** Replaces what is marked. */
  show(events: readonly MarkedEvent[]): void {
    this.setState({ events });
    this.runLayer();
  }

  override onEnable(): void {
    // What is marked changes only by `show`.
  }

  override onDisable(): void {
    // There is nothing to end: this layer asks nobody.
  }

  protected override runLayer(): void {
    const frame = arrayToDataFrame(
      this.state.events.map(({ time, text, color }) => ({
        time,
        timeEnd: time,
        isRegion: false,
        title: '',
        text,
        color,
        tags: [],
      }))
    );
    frame.meta = { ...frame.meta, dataTopic: DataTopic.Annotations };
    const timeRange: TimeRange = sceneGraph.getTimeRange(this).state.value;
    this.publishResults({ state: LoadingState.Done, series: this.state.events.length > 0 ? [frame] : [], timeRange });
  }
}

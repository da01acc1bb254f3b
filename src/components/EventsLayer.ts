import { arrayToDataFrame, DataTopic, LoadingState, type DataFrame, type TimeRange } from '@grafana/data';
import { sceneGraph, SceneDataLayerBase, type SceneDataLayerProviderState } from '@grafana/scenes';

/** Something to mark on every panel. */
export interface MarkedEvent {
  /** Unix milliseconds. */
  time: number;
  text: string;
  /** A colour of Grafana's palette. */
  color: string;
}

/** Events as Grafana's panels take annotations; none as no frame. */
export function eventFrames(events: readonly MarkedEvent[]): DataFrame[] {
  const frame = arrayToDataFrame(
    events.map(({ time, text, color }) => ({
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
  return events.length > 0 ? [frame] : [];
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
    const timeRange: TimeRange = sceneGraph.getTimeRange(this).state.value;
    this.publishResults({ state: LoadingState.Done, series: eventFrames(this.state.events), timeRange });
  }
}

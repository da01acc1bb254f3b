import {
  behaviors,
  SceneObjectBase,
  SceneRefreshPicker,
  SceneTimePicker,
  SceneTimeRange,
  type SceneObject,
  type SceneObjectState,
} from '@grafana/scenes';
import { DashboardCursorSync } from '@grafana/schema';

interface PageSceneState extends SceneObjectState {
  timePicker: SceneTimePicker;
  refreshPicker: SceneRefreshPicker;
  /** The page's time series, where it has any. */
  panels?: SceneObject;
  /** More of them, which come and go by themselves. */
  under?: SceneObject;
  /** Panels that components below bring along: see `useAttached`. */
  parts?: SceneObject[];
}

/** What a page shares among its panels: time range, refresh, and one cursor over all of them. */
export class PageScene extends SceneObjectBase<PageSceneState> {
  constructor(defaultFrom: string) {
    super({
      $timeRange: new SceneTimeRange({ from: defaultFrom, to: 'now' }),
      $behaviors: [new behaviors.CursorSync({ key: 'cursor', sync: DashboardCursorSync.Crosshair })],
      timePicker: new SceneTimePicker({ isOnCanvas: true }),
      refreshPicker: new SceneRefreshPicker({
        refresh: '',
        isOnCanvas: true,
        // Without its word the button has no name either.
        withText: true,
        intervals: ['15s', '30s', '1m', '5m', '15m'],
      }),
    });
  }
}

import { useEffect, useState } from 'react';
import { DataHoverEvent } from '@grafana/data';
import type { SceneObject } from '@grafana/scenes';

/** What panels share their cursor by: the events of their scene. */
export type SharedCursor = Pick<SceneObject, 'subscribeToEvent' | 'publishEvent'>;

/** The time under the shared cursor, wherever on the page it is. */
export function useHoveredTime(scene: SharedCursor): number | undefined {
  const [time, setTime] = useState<number>();
  useEffect(() => {
    const subscription = scene.subscribeToEvent(DataHoverEvent, ({ payload }) => {
      const at: unknown = payload.point?.['time'];
      setTime(typeof at === 'number' ? at : undefined);
    });
    return () => subscription.unsubscribe();
  }, [scene]);
  return time;
}

/** Marks a time with the shared cursor; without one, unmarks it. */
export function pointAt(scene: SharedCursor, time: number | undefined): void {
  scene.publishEvent(new DataHoverEvent({ point: time === undefined ? {} : { time } }), true);
}

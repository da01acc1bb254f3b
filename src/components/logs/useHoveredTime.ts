import { useEffect, useState } from 'react';
import { DataHoverEvent } from '@grafana/data';
import type { SceneObject } from '@grafana/scenes';

/** The time under the shared cursor, wherever on the page it is. */
export function useHoveredTime(scene: SceneObject): number | undefined {
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
export function pointAt(scene: SceneObject, time: number | undefined): void {
  scene.publishEvent(new DataHoverEvent({ point: time === undefined ? {} : { time } }), true);
}

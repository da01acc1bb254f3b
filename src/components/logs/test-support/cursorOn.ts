import type { EventBus } from '@grafana/data';
import type { SharedCursor } from '../useHoveredTime';

/** A cursor that is shared by a bus. A whole scene needs a browser that sees what is in view. */
export const cursorOn = (bus: EventBus): SharedCursor => ({
  subscribeToEvent: (type, handler) => bus.subscribe(type, handler),
  publishEvent: (event) => bus.publish(event),
});

/** A little more than the shippers' delay: who switches to live has just seen something happen. */
const BEFORE_MS = 10_000;

/** As much as is read at once between the end of what is shown and now. */
const MOST_MS = 15 * 60_000;

/** From when on new lines are shown. */
export interface LiveSince {
  /** Unix milliseconds. */
  since: number;
  /** Lines from the end of the range (Unix milliseconds) until `since` are in neither; absent where there are none such. */
  missingFrom?: number;
}

/**
 * New lines follow on those of the range, so that none is missing between them; where that ended long ago they are those
 * from now on, and what lies between is said.
 * @param to the end of the range; both in Unix milliseconds
 */
export function liveSince(to: number, now: number): LiveSince {
  const soon = now - BEFORE_MS;
  if (to >= soon) {
    return { since: soon };
  }
  return now - to <= MOST_MS ? { since: to } : { since: soon, missingFrom: to };
}

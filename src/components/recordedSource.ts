import { planOf, setOf, type RecordingsFound } from '../grafana/recordingsFound';
import { SET_LABEL } from '../signals/recorded/labels';
import type { RecordedRead } from '../signals/recorded/recordingRule';
import type { NamedSource } from './RecordedSources';
import { recordingStory } from './recordingStory';

/** How something may be read from a recording. */
interface Reads {
  /** Without anything being asked of it. */
  plain: RecordedRead | undefined;
  /** With what is asked of it; nothing where that is not recorded. */
  asked: RecordedRead | undefined;
}

/**
 * What something is read from. Rejects with a Problem.
 * @param all what is recorded
 * @param used that part of it that is read where it is there
 */
export async function recordedSource(
  { plain, asked }: Reads,
  all: RecordingsFound | undefined,
  used: RecordingsFound | undefined
): Promise<NamedSource['source']> {
  if (!all || !plain || !all.heartbeats.some((labels) => labels[SET_LABEL] === setOf(plain))) {
    return 'unrecorded';
  }
  const plan = asked && (await planOf(all, asked));
  if (!plan) {
    // Recorded within this range, but not what is asked.
    return (await planOf(all, plain)) === undefined ? 'unrecorded' : 'unasked';
  }
  const found = used && (await planOf(used, asked));
  return (found && recordingStory(found)) ?? 'holes';
}

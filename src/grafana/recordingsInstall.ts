import type { RecordingGroup } from '../signals/recorded/recordingGroup';
import { probeGroup, probeQuery, trialBegan } from '../signals/recorded/probe';
import { removeRecordingGroup, writeRecordingGroup } from './alerting/recordingGroups';
import type { DataSourceChoice } from './dataSources';
import { Problem } from './Problem';
import { queryInstant } from './prometheus';

/** Where logs are recorded from, and to. */
export interface Places {
  loki: DataSourceChoice;
  prometheus: DataSourceChoice;
}

/** A ruler looks for new rules once a minute as it comes; then it evaluates, and its remote write sends. Milliseconds. */
const PROBE_DEADLINE_MS = 150_000;
const POLL_MS = 2000;

const wait = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Finds out whether what Loki's ruler records reaches Prometheus: by a rule of its own, which goes again. Rejects with a
 * Problem that says what to configure where nothing arrives.
 * @param deadlineMs how long it is waited for
 */
export async function probeRemoteWrite(
  { loki, prometheus }: Places,
  say: (progress: string) => void,
  signal?: AbortSignal,
  deadlineMs = PROBE_DEADLINE_MS
): Promise<void> {
  const began = Date.now();
  // Its own each time: a sample of an earlier probe says nothing of now.
  const id = String(began);
  const group = probeGroup(id);
  await writeRecordingGroup(loki, group, signal);
  try {
    while (!signal?.aborted && Date.now() - began < deadlineMs) {
      const found = await queryInstant(prometheus, probeQuery(id), Date.now(), signal);
      if (found.length > 0) {
        return;
      }
      say(
        `Waiting for a trial sample of ${loki.name}’s ruler in ${prometheus.name}: ${Math.round((Date.now() - began) / 1000)} of at most ${deadlineMs / 1000} s…`
      );
      await wait(POLL_MS, signal);
    }
  } finally {
    await removeRecordingGroup(loki, group.name);
  }
  if (signal?.aborted) {
    throw new DOMException('The probe was left', 'AbortError');
  }
  throw new Problem(
    'settings',
    `What ${loki.name}’s ruler records does not reach ${prometheus.name}`,
    `A rule that records a sample every 10 s was installed for ${deadlineMs / 1000} s, and no sample of it was seen.`,
    'Set ruler.remote_write in Loki’s configuration (enabled: true, and a client whose url is Prometheus’ /api/v1/write), and start Prometheus with --web.enable-remote-write-receiver. Loki’s log names what fails. Or download the rules, and install them where they are evaluated.'
  );
}

/** A trial that began longer ago was left by a page that was closed: no page waits so long. Milliseconds. */
const LEFT_MS = 2 * PROBE_DEADLINE_MS;

/** Removes trials that pages left behind when they were closed. Rejects with a Problem. @returns the groups that are no trials */
export async function withoutLeftTrials(
  loki: DataSourceChoice,
  groups: readonly RecordingGroup[],
  now: number,
  mayWrite: boolean
): Promise<RecordingGroup[]> {
  const left = groups.filter(({ name }) => now - (trialBegan(name) ?? now) > LEFT_MS);
  if (mayWrite) {
    await Promise.all(left.map(({ name }) => removeRecordingGroup(loki, name)));
  }
  return groups.filter(({ name }) => trialBegan(name) === undefined);
}

/** Installs a group of recording rules, after a trial where it is asked for. Rejects with a Problem. */
export async function installRecording(
  places: Places,
  group: RecordingGroup,
  isTried: boolean,
  say: (progress: string) => void,
  signal?: AbortSignal
): Promise<void> {
  if (isTried) {
    await probeRemoteWrite(places, say, signal);
  }
  say('Installing the rules…');
  await writeRecordingGroup(places.loki, group, signal);
}

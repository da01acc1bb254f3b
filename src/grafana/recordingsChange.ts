import type { DerivedMetric } from '../signals/derived/derivedMetric';
import { recordingGroup, recordingGroupName, type RecordingGroup } from '../signals/recorded/recordingGroup';
import type { RecordedSet } from '../signals/recorded/recordingRule';
import { missingPermission } from './alerting/permissions';
import { readRecordingGroups, removeRecordingGroup, writeRecordingGroup } from './alerting/recordingGroups';
import { loadAppSettings } from './appSettings';
import type { DataSourceChoice } from './dataSources';
import { Problem } from './Problem';
import { grafanaRecordings, installInGrafana, removeFromGrafana } from './recordingsInGrafana';
import { installRecording, type Places } from './recordingsInstall';
import { changeSettings, isOfLoki, replaced } from './recordingsSettings';
import type { AppSettings } from './settings';
import { may } from './userRights';

/** Who evaluates recording rules. */
export type Evaluator = 'loki' | 'grafana';

/** The permission that is missing for what changes both rules and settings; undefined where both may be changed. */
export function missingForChanges(evaluator: Evaluator = 'loki'): string | undefined {
  const rules = missingPermission(evaluator === 'loki' ? 'writeRuler' : 'installRules');
  return rules ?? (may('plugins:write') ? undefined : 'plugins:write');
}

function demandRights(evaluator?: Evaluator): void {
  const lacks = missingForChanges(evaluator);
  if (lacks !== undefined) {
    throw new Problem(
      'forbidden',
      'You may not change what is recorded',
      `The permission ${lacks} is missing. Nothing was changed`,
      'Ask an administrator of this organisation, or hand them the file with the rules.'
    );
  }
}

/** Undoes what was done before something failed. Where that fails too, the problem says what is left. */
async function undone(error: unknown, undo: () => Promise<void>, left: string): Promise<never> {
  try {
    await undo();
  } catch (second) {
    const [first, then] = [error, second].map((one) => (one instanceof Error ? one.message : String(one)));
    throw new Problem(
      'unexpected',
      'It was done by half, and could not be taken back',
      `${first}. Taking it back failed too: ${then}`,
      left
    );
  }
  throw error;
}

/** Without what is kept of a group at this Loki. */
function withoutPaused(settings: AppSettings, loki: DataSourceChoice, name: string): AppSettings['pausedRecordings'] {
  const isHere = isOfLoki(loki);
  return replaced(settings.pausedRecordings, (one) => one.name === name && isHere(one));
}

function withoutMetric(settings: AppSettings, loki: DataSourceChoice, name: string): AppSettings['derivedMetrics'] {
  const isHere = isOfLoki(loki);
  return replaced(settings.derivedMetrics, (one) => one.name === name && isHere(one));
}

/** What is saved, and over what. */
export interface DerivedChange {
  metric: DerivedMetric;
  set: RecordedSet;
  /** The name that it was recorded by until now; undefined: it is new. */
  was: string | undefined;
  /** Whether it is tried first that samples of Loki's ruler arrive. */
  isTried: boolean;
  evaluator: Evaluator;
}

/**
 * Records a metric and keeps its definition; under another name than before, or by another evaluator, in place of the old
 * one. Rejects with a Problem; then all is as it was before, unless the problem says otherwise.
 */
export async function saveDerivedMetric(
  places: Places,
  { metric, set, was, isTried, evaluator }: DerivedChange,
  say: (progress: string) => void
): Promise<void> {
  demandRights(evaluator);
  const { loki } = places;
  const group = recordingGroup(set);
  const groups = was === undefined && evaluator === 'grafana' ? [] : await readRecordingGroups(loki);
  const before = groups.find(({ name }) => name === group.name);
  const inGrafana = was === undefined && evaluator === 'loki' ? [] : await grafanaRecordings(loki);
  const isInGrafana = (name: string) => inGrafana.some(({ group: one, isOurs }) => isOurs && one.name === name);
  if (evaluator === 'loki') {
    await installRecording(places, group, isTried, say);
  } else {
    say('Installing the rules…');
    await installInGrafana(places, set);
  }
  const old = was !== undefined && was !== metric.name ? was : undefined;
  say('Storing its definition…');
  try {
    await changeSettings((now) => {
      const renamed = old === undefined ? now : { ...now, derivedMetrics: withoutMetric(now, loki, old) };
      const paused = withoutPaused(now, loki, recordingGroupName(old ?? metric.name));
      const others = withoutMetric(renamed, loki, metric.name) ?? [];
      return { ...renamed, pausedRecordings: paused, derivedMetrics: [...others, { ...metric, lokiUid: loki.uid }] };
    });
  } catch (error) {
    const undo =
      evaluator === 'grafana'
        ? () => removeFromGrafana(group.name)
        : () => (before ? writeRecordingGroup(loki, before) : removeRecordingGroup(loki, group.name));
    // Rules of Grafana's that were there before are newer now, and still the metric's own.
    const isKept = evaluator === 'grafana' && isInGrafana(group.name);
    return undone(
      error,
      isKept ? () => Promise.resolve() : undo,
      `The rules ${group.name} are installed: remove them.`
    );
  }
  // What was recorded by its old name, or by the other evaluator, would go on beside it.
  const gone = new Set([...(old === undefined ? [] : [recordingGroupName(old)]), group.name]);
  for (const name of gone) {
    if (groups.some((one) => one.name === name) && (name !== group.name || evaluator === 'grafana')) {
      await removeRecordingGroup(loki, name);
    }
    if (isInGrafana(name) && (name !== group.name || evaluator === 'loki')) {
      await removeFromGrafana(name);
    }
  }
}

/**
 * Installs a ready-made set, and forgets the paused rules that it takes the place of. Rejects with a Problem; a paused copy
 * that cannot be forgotten is told before anything is installed.
 */
export async function installSet(
  places: Places,
  set: RecordedSet,
  isTried: boolean,
  say: (progress: string) => void
): Promise<void> {
  const group = recordingGroup(set);
  const { loki } = places;
  const isHere = isOfLoki(loki);
  const paused = (await loadAppSettings()).pausedRecordings ?? [];
  const isPaused = paused.some((one) => one.name === group.name && isHere(one));
  if (isPaused) {
    demandRights();
  }
  await installRecording(places, group, isTried, say);
  if (isPaused) {
    await changeSettings((now) => ({ ...now, pausedRecordings: withoutPaused(now, loki, group.name) }));
  }
}

async function removeIfThere(loki: DataSourceChoice, name: string): Promise<void> {
  if ((await readRecordingGroups(loki)).some((group) => group.name === name)) {
    await removeRecordingGroup(loki, name);
  }
}

/** Takes a group out of the ruler, and keeps its rules in the settings. Rejects with a Problem. */
export async function pauseRecording(loki: DataSourceChoice, group: RecordingGroup): Promise<void> {
  demandRights();
  // Kept first: rules that are removed and kept nowhere would be lost.
  await changeSettings((now) => ({
    ...now,
    pausedRecordings: [...(withoutPaused(now, loki, group.name) ?? []), { ...group, lokiUid: loki.uid }],
  }));
  try {
    await removeRecordingGroup(loki, group.name);
  } catch (error) {
    const forget = async () => {
      await changeSettings((now) => ({ ...now, pausedRecordings: withoutPaused(now, loki, group.name) }));
    };
    await undone(error, forget, `${group.name} is recorded still, and its rules are kept in the settings too.`);
  }
}

/** Gives rules that were kept back to the ruler. Rejects with a Problem; then they are kept still. */
export async function resumeRecording(loki: DataSourceChoice, group: RecordingGroup): Promise<void> {
  demandRights();
  await writeRecordingGroup(loki, group);
  try {
    await changeSettings((now) => ({ ...now, pausedRecordings: withoutPaused(now, loki, group.name) }));
  } catch (error) {
    const undo = () => removeRecordingGroup(loki, group.name);
    await undone(error, undo, `${group.name} is recorded again, and its rules are kept in the settings too.`);
  }
}

/**
 * Removes a recording: its rules from whoever evaluates them, and whatever the settings keep of it. What it recorded stays in
 * Prometheus. Rejects with a Problem; removing it again does the rest.
 */
export async function removeRecording(
  loki: DataSourceChoice,
  { group: name, set, evaluator }: { group: string; set: string; evaluator: Evaluator }
): Promise<void> {
  const isHere = isOfLoki(loki);
  const settings = await loadAppSettings();
  const isKept =
    (settings.pausedRecordings ?? []).some((one) => one.name === name && isHere(one)) ||
    (settings.derivedMetrics ?? []).some((one) => one.name === set && isHere(one));
  if (isKept) {
    demandRights(evaluator);
  }
  if (evaluator === 'grafana') {
    await removeFromGrafana(name);
  } else {
    await removeIfThere(loki, name);
  }
  if (isKept) {
    await changeSettings((now) => ({
      ...now,
      pausedRecordings: withoutPaused(now, loki, name),
      derivedMetrics: withoutMetric(now, loki, set),
    }));
  }
}

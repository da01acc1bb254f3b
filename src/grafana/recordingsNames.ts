import type { DerivedMetric } from '../signals/derived/derivedMetric';
import { recordedBeforeQuery, recordedNames, takenNamesQuery } from '../signals/derived/derivedNames';
import { recordingGroupName } from '../signals/recorded/recordingGroup';
import { readRecordingGroups } from './alerting/recordingGroups';
import { loadAppSettings } from './appSettings';
import type { DataSourceChoice } from './dataSources';
import { queryInstant } from './prometheus';
import { isOfLoki } from './recordingsSettings';

/**
 * Who else has the name of a metric that is about to be saved, in words that say what to do; nothing where it is free.
 * Series that the same metric once recorded, before it was removed, are no reason. Rejects with a Problem, also where the
 * ruler cannot be read: then nothing could be saved either.
 */
export async function nameTaken(
  { loki, prometheus }: { loki: DataSourceChoice; prometheus: DataSourceChoice },
  metric: Pick<DerivedMetric, 'name' | 'measure'>,
  signal?: AbortSignal
): Promise<string | undefined> {
  const { name } = metric;
  const [settings, groups] = await Promise.all([loadAppSettings(signal), readRecordingGroups(loki, signal)]);
  const isHere = isOfLoki(loki);
  const own = settings.derivedMetrics?.find((one) => one.name === name && isHere(one));
  if (own) {
    return `${name} is the name of “${own.title}”, which is defined already: edit that under Recorded, or choose another name.`;
  }
  const kept = (settings.pausedRecordings ?? []).filter(isHere);
  if ([...groups, ...kept].some((group) => group.name === recordingGroupName(name))) {
    return `There are rules for ${name} in the ruler of ${loki.name} already, or paused ones: remove those under Recorded, or choose another name.`;
  }
  const now = Date.now();
  const [taken, before] = await Promise.all([
    queryInstant(prometheus, takenNamesQuery(recordedNames(metric)), now, signal),
    queryInstant(prometheus, recordedBeforeQuery(name), now, signal),
  ]);
  return taken.length > 0 && before.length === 0
    ? `${prometheus.name} has series called ${taken.map(({ labels }) => labels['__name__']).join(', ')} already, of something else: choose another name.`
    : undefined;
}

import { hashOfValue } from '../hashOf';
import { recordingGroup } from '../recorded/recordingGroup';
import type { RecordedSet } from '../recorded/recordingRule';

/** Lines are looked for at least so long; Grafana wants a range for every query, whatever the query itself says. Seconds. */
const RANGE_SECONDS = 600;

/** The folder of Grafana's in which our recording rules lie. */
export const RECORDED_FOLDER = { uid: 'quayside-recorded', title: 'Quayside recorded' } as const;

/** A recording rule of Grafana's own, as its API and its files have it. */
export interface GrafanaRecordingRule {
  uid: string;
  title: string;
  labels: Record<string, string>;
  data: object[];
  record: { metric: string; from: string; target_datasource_uid: string };
}

/** The rules of a recorded set as Grafana's own: Grafana asks Loki, and writes to Prometheus. */
export function grafanaRecordingRules(
  set: RecordedSet,
  lokiUid: string,
  prometheusUid: string
): GrafanaRecordingRule[] {
  return recordingGroup(set).rules.map(({ record, expr, labels }) => ({
    // No longer than 40 signs, and the same each time.
    uid: `qsr-${hashOfValue([record, labels, set.id, lokiUid])}`,
    title: [record, ...Object.entries(labels).map((pair) => pair.join('='))].join(' '),
    labels,
    data: [
      {
        refId: 'A',
        datasourceUid: lokiUid,
        queryType: 'instant',
        relativeTimeRange: { from: RANGE_SECONDS, to: 0 },
        model: { refId: 'A', expr, queryType: 'instant', intervalMs: 1000, maxDataPoints: 43200, editorMode: 'code' },
      },
    ],
    record: { metric: record, from: 'A', target_datasource_uid: prometheusUid },
  }));
}

/** A recorded set as Grafana's own recording rules, in the form of its provisioning files. */
export function grafanaRecordingGroup(set: RecordedSet, lokiUid: string, prometheusUid: string): object {
  const { name, interval } = recordingGroup(set);
  const rules = grafanaRecordingRules(set, lokiUid, prometheusUid);
  return { apiVersion: 1, groups: [{ orgId: 1, name, folder: RECORDED_FOLDER.title, interval, rules }] };
}

import { hashOf } from '../hashOf';
import { recordingGroup } from '../recorded/recordingGroup';
import type { RecordedSet } from '../recorded/recordingRule';

/** Lines are looked for at least so long; Grafana wants a range for every query, whatever the query itself says. Seconds. */
const RANGE_SECONDS = 600;

/**
 * A recorded set as Grafana's own recording rules, in the form of its provisioning files: Grafana asks Loki, and writes to
 * Prometheus.
 */
export function grafanaRecordingGroup(set: RecordedSet, lokiUid: string, prometheusUid: string): object {
  const { name, interval, rules } = recordingGroup(set);
  return {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name,
        folder: 'Quayside recorded',
        interval,
        rules: rules.map(({ record, expr, labels }) => ({
          // No longer than 40 signs, and the same each time.
          uid: `qsr-${hashOf(JSON.stringify([record, labels, set.id]))}`,
          title: [record, ...Object.entries(labels).map((pair) => pair.join('='))].join(' '),
          labels,
          data: [
            {
              refId: 'A',
              datasourceUid: lokiUid,
              queryType: 'instant',
              relativeTimeRange: { from: RANGE_SECONDS, to: 0 },
              model: { refId: 'A', expr, queryType: 'instant' },
            },
          ],
          record: { metric: record, from: 'A', target_datasource_uid: prometheusUid },
        })),
      },
    ],
  };
}

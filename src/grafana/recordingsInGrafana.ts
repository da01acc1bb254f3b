import { config, getDataSourceSrv } from '@grafana/runtime';
import { z } from 'zod';
import { grafanaRecordingRules, RECORDED_FOLDER } from '../signals/derived/grafanaRecording';
import { recordingGroupName, type RecordingGroup } from '../signals/recorded/recordingGroup';
import type { RecordedSet } from '../signals/recorded/recordingRule';
import { askAlerting, type Purpose } from './alerting/askAlerting';
import { ensureFolder } from './alerting/grafanaGroups';
import type { RecordingState } from './alerting/recordingGroups';
import type { DataSourceChoice } from './dataSources';
import { Problem } from './Problem';
import type { Places } from './recordingsInstall';

const READ: Purpose = { doing: 'read the rules of Grafana', permission: 'alert.rules:read', role: 'Viewer' };
const WRITE: Purpose = {
  doing: 'install recording rules in Grafana',
  permission: 'alert.rules:write with alert.provisioning.provenance:write, or alert.provisioning:write',
  role: 'Editor',
};

/** Rules stay editable in Grafana's own pages: they are no files that somebody provisions. */
const HEADERS = { 'X-Disable-Provenance': 'true' };

const ruler = z.record(
  z.string(),
  z.array(
    z.object({
      name: z.string(),
      interval: z.union([z.string(), z.number()]).nullish(),
      rules: z.array(
        z.object({
          labels: z.record(z.string(), z.string()).nullish(),
          grafana_alert: z
            .object({
              uid: z.string(),
              namespace_uid: z.string().nullish(),
              is_paused: z.boolean().nullish(),
              record: z.object({ metric: z.string() }).nullish(),
              data: z
                .array(
                  z.object({
                    datasourceUid: z.string().nullish(),
                    model: z.looseObject({ expr: z.string().optional() }).nullish(),
                  })
                )
                .nullish(),
            })
            .optional(),
        })
      ),
    })
  )
);

const evaluated = z.object({
  data: z.object({
    groups: z
      .array(
        z.object({
          name: z.string(),
          rules: z.array(
            z.object({
              uid: z.string().optional(),
              health: z.string(),
              lastError: z.string().nullish(),
              lastEvaluation: z.string().nullish(),
            })
          ),
        })
      )
      .nullish(),
  }),
});

/** A group of recording rules that Grafana evaluates on a Loki. */
interface GrafanaRecording {
  group: RecordingGroup;
  folder: string;
  isOurs: boolean;
  isPaused: boolean;
  states: RecordingState[];
}

/** The recording rules of Grafana's own that ask this Loki, and how they fare. Rejects with a Problem. */
export async function grafanaRecordings(loki: DataSourceChoice, signal?: AbortSignal): Promise<GrafanaRecording[]> {
  const folders = await askAlerting({ url: '/api/ruler/grafana/api/v1/rules', method: 'GET' }, ruler, READ, signal);
  const found = Object.entries(folders).flatMap(([folder, groups]) =>
    groups.flatMap(({ name, interval, rules }) => {
      const own = rules.flatMap(({ labels, grafana_alert: rule }) => {
        const query = rule?.data?.find(({ datasourceUid }) => datasourceUid === loki.uid);
        return rule?.record && query
          ? [{ rule, record: rule.record.metric, expr: query.model?.expr ?? '', labels: labels ?? {} }]
          : [];
      });
      return own.length > 0 ? [{ folder, name, interval, own }] : [];
    })
  );
  if (found.length === 0) {
    return [];
  }
  const states = await askAlerting(
    { url: '/api/prometheus/grafana/api/v1/rules', method: 'GET' },
    evaluated,
    READ,
    signal
  );
  const byUid = new Map(
    (states.data.groups ?? []).flatMap(({ rules }) => rules.map((one) => [one.uid ?? '', one] as const))
  );
  return found.map(({ folder, name, interval, own }) => ({
    group: {
      name,
      interval: typeof interval === 'number' ? `${interval}s` : (interval ?? '60s'),
      rules: own.map(({ record, expr, labels }) => ({ record, expr, labels })),
    },
    folder,
    isOurs: own.every(({ rule }) => rule.namespace_uid === RECORDED_FOLDER.uid),
    isPaused: own.every(({ rule }) => rule.is_paused),
    states: own.map(({ rule, record }): RecordingState => {
      const state = byUid.get(rule.uid);
      const time = state?.lastEvaluation ? Date.parse(state.lastEvaluation) : NaN;
      return {
        ...{ group: name, record },
        health: state?.health === 'ok' || state?.health === 'error' ? state.health : 'unknown',
        lastError: state?.lastError || undefined,
        lastEvaluation: time > 0 ? time : undefined,
      };
    }),
  }));
}

/** Why Grafana could not write recorded samples to a Prometheus; nothing where it could. */
export function grafanaTargetProblem(prometheus: DataSourceChoice): string | undefined {
  const type: unknown = getDataSourceSrv().getInstanceSettings(prometheus.uid)?.jsonData;
  const said = z.object({ prometheusType: z.string().min(1) }).safeParse(type);
  if (config.unifiedAlertingEnabled === false) {
    return 'Grafana’s own alerting is switched off: it evaluates no rules.';
  }
  return said.success
    ? undefined
    : `The data source ${prometheus.name} does not say which kind of Prometheus it is: set “Prometheus type” in its settings (jsonData.prometheusType), so that Grafana knows how to write to it.`;
}

const pathOf = (group: string) =>
  `/api/v1/provisioning/folder/${encodeURIComponent(RECORDED_FOLDER.uid)}/rule-groups/${encodeURIComponent(group)}`;

/** Has Grafana evaluate a set: it asks Loki, and writes to Prometheus. Rejects with a Problem. */
export async function installInGrafana({ loki, prometheus }: Places, set: RecordedSet): Promise<void> {
  const problem = grafanaTargetProblem(prometheus);
  if (problem !== undefined) {
    throw new Problem(
      'settings',
      `Grafana cannot record to ${prometheus.name}`,
      problem,
      'Mend that, or let Loki’s ruler record it.'
    );
  }
  if (set.times.intervalSeconds % 10 !== 0) {
    throw new Problem(
      'settings',
      'Grafana evaluates rules every multiple of ten seconds',
      `This is recorded every ${set.times.intervalSeconds} s.`,
      'Choose another interval.'
    );
  }
  await ensureFolder(RECORDED_FOLDER);
  const name = recordingGroupName(set.id);
  await askAlerting(
    {
      url: pathOf(name),
      method: 'PUT',
      headers: HEADERS,
      data: {
        title: name,
        folderUid: RECORDED_FOLDER.uid,
        interval: set.times.intervalSeconds,
        rules: grafanaRecordingRules(set, loki.uid, prometheus.uid).map((rule) => ({
          ...rule,
          ...{ ruleGroup: name, folderUID: RECORDED_FOLDER.uid, condition: 'A', isPaused: false },
          // Grafana wants these of any rule, and uses them for alerts only.
          ...{ noDataState: 'OK', execErrState: 'Error', for: '0s' },
        })),
      },
    },
    z.unknown(),
    WRITE
  );
}

const stored = z.looseObject({ rules: z.array(z.looseObject({ uid: z.string() })) });

/** Has Grafana evaluate one of our groups no more, or again. Rejects with a Problem. */
export async function pauseInGrafana(group: string, isPaused: boolean): Promise<void> {
  const found = await askAlerting({ url: pathOf(group), method: 'GET' }, stored, READ);
  const data = { ...found, rules: found.rules.map((rule) => ({ ...rule, isPaused })) };
  await askAlerting({ url: pathOf(group), method: 'PUT', headers: HEADERS, data }, z.unknown(), WRITE);
}

/** Removes one of our groups from Grafana; what it recorded stays in Prometheus. Rejects with a Problem. */
export async function removeFromGrafana(group: string): Promise<void> {
  await askAlerting({ url: pathOf(group), method: 'DELETE', headers: HEADERS }, z.unknown(), WRITE);
}

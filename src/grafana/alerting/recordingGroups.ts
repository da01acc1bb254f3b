import { z } from 'zod';
import type { RecordingGroup } from '../../signals/recorded/recordingGroup';
import type { DataSourceChoice } from '../dataSources';
import { fetchJson, isAbort } from '../fetchJson';
import { alertingProblem, askAlerting, hasStatus } from './askAlerting';
import { NOTHING_YET, noRuler, rulerPurpose, rulerUrl, said } from './rulerGroups';

/** The namespace of a ruler that holds our recording rules, and nothing else. */
const RECORDED_NAMESPACE = 'quayside-recorded';

const namespaces = z.record(
  z.string(),
  z.array(
    z.object({
      name: z.string(),
      interval: z.string().optional(),
      limit: z.number().nullish(),
      rules: z
        .array(
          z.object({
            record: z.string().optional(),
            expr: z.string(),
            labels: z.record(z.string(), z.string()).nullish(),
          })
        )
        .nullish(),
    })
  )
);

/** Our groups of recording rules in a ruler. Rejects with a Problem, one where there is no ruler or it cannot be written. */
export async function readRecordingGroups(source: DataSourceChoice, signal?: AbortSignal): Promise<RecordingGroup[]> {
  try {
    const raw = await fetchJson<unknown>({ url: rulerUrl(source, `/${RECORDED_NAMESPACE}`), method: 'GET' }, signal);
    return (namespaces.parse(raw)[RECORDED_NAMESPACE] ?? []).map(({ name, interval = '1m', limit, rules }) => ({
      name,
      interval,
      ...(limit ? { limit } : {}),
      rules: (rules ?? []).map(({ record = '', expr, labels }) => ({ record, expr, labels: labels ?? {} })),
    }));
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (hasStatus(error, 404)) {
      if (NOTHING_YET.test(said(error))) {
        return [];
      }
      throw noRuler(source, `“${said(error)}” (HTTP 404)`);
    }
    throw alertingProblem(error, rulerPurpose(source, `read the rules of ${source.name}`, false));
  }
}

/** Stores a group of recording rules in place of the one of its name. Rejects with a Problem; then nothing was changed. */
export async function writeRecordingGroup(
  source: DataSourceChoice,
  group: RecordingGroup,
  signal?: AbortSignal
): Promise<void> {
  try {
    await fetchJson<unknown>({ url: rulerUrl(source, `/${RECORDED_NAMESPACE}`), method: 'POST', data: group }, signal);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (hasStatus(error, 404) || hasStatus(error, 405)) {
      throw noRuler(source, `“${said(error)}”`);
    }
    throw alertingProblem(error, rulerPurpose(source, `install recording rules in ${source.name}`, true));
  }
}

/** Removes one of our groups; what it recorded stays in Prometheus. Rejects with a Problem. */
export async function removeRecordingGroup(
  source: DataSourceChoice,
  name: string,
  signal?: AbortSignal
): Promise<void> {
  await askAlerting(
    { url: rulerUrl(source, `/${RECORDED_NAMESPACE}/${encodeURIComponent(name)}`), method: 'DELETE' },
    z.unknown(),
    rulerPurpose(source, `remove recording rules from ${source.name}`, true),
    signal
  );
}

/** How the newest evaluation of a recording rule went. */
export interface RecordingState {
  /** The group that it is in. */
  group: string;
  record: string;
  health: 'ok' | 'error' | 'unknown';
  lastError: string | undefined;
  /** Unix milliseconds; absent before the first evaluation. */
  lastEvaluation: number | undefined;
}

const evaluated = z.object({
  data: z.object({
    groups: z
      .array(
        z.object({
          name: z.string(),
          file: z.string(),
          interval: z.number().nullish(),
          rules: z.array(
            z.object({
              type: z.string(),
              name: z.string(),
              query: z.string().nullish(),
              labels: z.record(z.string(), z.string()).nullish(),
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

/** A group of recording rules as it is evaluated, whoever made it. */
export interface EvaluatedGroup {
  group: RecordingGroup;
  /** The namespace or the file that it is in. */
  file: string;
  isOurs: boolean;
  states: RecordingState[];
}

const healthText = (health: string): RecordingState['health'] =>
  health === 'ok' ? 'ok' : health.startsWith('err') ? 'error' : 'unknown';

/** All groups of recording rules that a data source's ruler evaluates, and how they fare. Rejects with a Problem. */
export async function evaluatedGroups(source: DataSourceChoice, signal?: AbortSignal): Promise<EvaluatedGroup[]> {
  const { data } = await askAlerting(
    { url: `/api/prometheus/${encodeURIComponent(source.uid)}/api/v1/rules?type=record`, method: 'GET' },
    evaluated,
    rulerPurpose(source, `read the rules of ${source.name}`, false),
    signal
  );
  return (data.groups ?? []).flatMap(({ name, file, interval, rules }): EvaluatedGroup[] => {
    const recording = rules.filter(({ type }) => type === 'recording');
    const group: RecordingGroup = {
      name,
      interval: `${interval ?? 60}s`,
      rules: recording.map(({ name: record, query, labels }) => ({ record, expr: query ?? '', labels: labels ?? {} })),
    };
    const states = recording.map(({ name: record, health, lastError, lastEvaluation }): RecordingState => {
      const time = lastEvaluation ? Date.parse(lastEvaluation) : NaN;
      return {
        group: name,
        record,
        health: healthText(health),
        lastError: lastError || undefined,
        lastEvaluation: time > 0 ? time : undefined,
      };
    });
    // Rulers name the namespace alone, or the file in which they keep it.
    const isOurs = file === RECORDED_NAMESPACE || file.split('/').at(-1) === RECORDED_NAMESPACE;
    return recording.length > 0 ? [{ group, file, isOurs, states }] : [];
  });
}

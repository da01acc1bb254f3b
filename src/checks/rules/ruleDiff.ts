import { durationSeconds } from '../../signals/promql';
import type { GrafanaRule } from './grafanaRules';
import { isOurs } from './ours';
import type { FileRule } from './prometheusRules';

/** What becomes of one rule when the wanted ones take the place of those that are installed. */
export interface RuleChange<T> {
  /** `moved`: it is elsewhere, and leaves that place. */
  kind: 'added' | 'moved' | 'changed' | 'removed' | 'same' | 'foreign';
  id: string;
  installed?: T;
  wanted?: T;
  /** Paths of what differs, such as `labels.severity`, with the texts of both; what one of them lacks is undefined. */
  fields: Array<{ path: string; installed: string | undefined; wanted: string | undefined }>;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(installed: unknown, wanted: unknown, path: string): RuleChange<unknown>['fields'] {
  if (isRecord(installed) && isRecord(wanted)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(installed)])];
    return keys.flatMap((key) => fieldsOf(installed[key], wanted[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(installed) && Array.isArray(wanted) && installed.length === wanted.length) {
    return wanted.flatMap((one, index) => fieldsOf(installed[index], one, `${path}[${index}]`));
  }
  return text(installed) === text(wanted) ? [] : [{ path, installed: text(installed), wanted: text(wanted) }];
}

interface DiffOptions<T> {
  idOf: (rule: T) => string;
  isOurs: (rule: T) => boolean;
  /** What of a rule counts: servers add fields of their own, and write durations in their way. */
  compared: (rule: T) => unknown;
}

/**
 * What installing `wanted` changes. Foreign rules are named and stay; ours that nobody wants any more are removed. Order
 * counts for nothing.
 */
function ruleDiff<T>(
  installed: readonly T[],
  wanted: readonly T[],
  { idOf, isOurs, compared }: DiffOptions<T>
): Array<RuleChange<T>> {
  const there = new Map(installed.filter(isOurs).map((rule) => [idOf(rule), rule]));
  const changes = wanted.map((rule): RuleChange<T> => {
    const id = idOf(rule);
    const old = there.get(id);
    there.delete(id);
    if (!old) {
      return { kind: 'added', id, wanted: rule, fields: [] };
    }
    const fields = fieldsOf(compared(old), compared(rule), '');
    return { kind: fields.length > 0 ? 'changed' : 'same', id, installed: old, wanted: rule, fields };
  });
  const removed = [...there].map(([id, rule]): RuleChange<T> => ({ kind: 'removed', id, installed: rule, fields: [] }));
  const foreign = installed
    .filter((rule) => !isOurs(rule))
    .map((rule): RuleChange<T> => ({ kind: 'foreign', id: idOf(rule), installed: rule, fields: [] }));
  return [...changes, ...removed, ...foreign];
}

/** Servers write durations in their own way (`300s`, `5m0s`, `5m`) and leave out what is zero. */
function seconds(duration: string | undefined): number {
  return duration === undefined || duration === '' || duration === '0' ? 0 : durationSeconds(duration);
}

/** What Grafana adds to a model by itself says nothing about the rule. */
function modelOf({ intervalMs: _interval, maxDataPoints: _points, ...model }: Record<string, unknown>): unknown {
  return model;
}

/** The differences between Grafana's rules and ours. Foreign rules in our group are named, and are to be sent along. */
export function grafanaDiff(
  installed: readonly GrafanaRule[],
  wanted: readonly GrafanaRule[]
): Array<RuleChange<GrafanaRule>> {
  return ruleDiff(installed, wanted, {
    idOf: ({ uid }) => uid,
    isOurs,
    compared: ({ title, condition, data, noDataState, execErrState, labels, annotations, ...rest }) => ({
      title,
      condition,
      data: data.map(({ refId, datasourceUid, model }) => ({ refId, datasourceUid, model: modelOf(model) })),
      noDataState,
      execErrState,
      for: seconds(rest.for),
      keepFiringFor: seconds(rest.keep_firing_for),
      labels,
      annotations,
      isPaused: rest.isPaused,
      receiver: rest.notification_settings?.receiver,
      groupBy: rest.notification_settings?.group_by?.join(', '),
    }),
  });
}

/** The differences between the rules of a file or a ruler's namespace and ours. */
export function fileDiff(installed: readonly FileRule[], wanted: readonly FileRule[]): Array<RuleChange<FileRule>> {
  return ruleDiff(installed, wanted, {
    idOf: ({ alert }) => alert,
    isOurs,
    compared: ({ expr, labels, annotations, ...rest }) => ({
      expr,
      for: seconds(rest.for),
      keepFiringFor: seconds(rest.keep_firing_for),
      labels,
      annotations,
    }),
  });
}

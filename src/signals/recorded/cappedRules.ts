import { delayed } from '../delayed';
import { fieldBehind, type Dimension, type Filter } from '../nginx/filters';
import { lacking, type AccessLog } from '../nginx/format';
import { accessLogsOf, resultLabel, type NginxContext, type NginxSignal } from '../nginx/nginxSignal';
import { escapeRegex } from '../promql';
import { LOG_LABEL } from './labels';
import { nginxLogKey } from './nginxLogKey';
import { OTHER } from './other';
import type { RecordingRule, RecordingTimes } from './recordingRule';

/** A rule that counts what a signal counts, of one interval. */
export function countingRule(
  record: string,
  signal: NginxSignal,
  context: NginxContext,
  times: RecordingTimes,
  labels: Record<string, string> = {}
): RecordingRule {
  const expr = delayed(signal.total(context), times.lateSeconds);
  return { record, expr, labels: { [LOG_LABEL]: nginxLogKey(context.conventions), ...labels } };
}

/** A value that is told apart for some of its values only. */
export interface Capped {
  dimension: Dimension;
  /** The values that are recorded by name; all others together are `other`. */
  known: readonly string[];
}

/**
 * The rules that count a signal by a capped value: one for the values that are recorded by name, one for all others, and,
 * since requests count whether their log says the value or not, one for the logs that do not: those have the label not
 * at all.
 */
export function cappedRules(
  record: string,
  signal: NginxSignal,
  context: NginxContext,
  times: RecordingTimes,
  { dimension, known }: Capped,
  labels: Record<string, string> = {}
): RecordingRule[] {
  const { conventions, filters = [], by = [] } = context;
  const says = (access: AccessLog) => lacking(access, [fieldBehind(dimension)]).length === 0;
  const silent = (access: AccessLog) => !says(access);
  const asked = [...signal.fields, ...filters.map((filter) => fieldBehind(filter.dimension))];
  const able = accessLogsOf(conventions).filter((access) => lacking(access, asked).length === 0);
  const value = known.map(escapeRegex).join('|');
  const filter = (op: 'matches' | 'misses'): Filter[] => (known.length > 0 ? [{ dimension, op, value }] : []);
  const rule = (more: Partial<NginxContext>, own: Record<string, string> = {}) =>
    countingRule(record, signal, { ...context, ...more }, times, { ...labels, ...own });
  const some = able.some(says);
  return [
    ...(some && known.length > 0
      ? [rule({ ofLogs: says, by: [...by, dimension], filters: [...filters, ...filter('matches')] })]
      : []),
    ...(some
      ? [
          rule(
            { ofLogs: says, filters: [...filters, ...filter('misses')] },
            { [resultLabel(conventions, dimension)]: OTHER }
          ),
        ]
      : []),
    ...(able.some(silent) ? [rule({ ofLogs: silent })] : []),
  ];
}

import type { Check } from '../../../checks/check';
import type { ReplayInput } from '../../../checks/replay';
import { contextOf, type ChosenCheck } from '../../../checks/rules/chosen';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { inTurns } from '../../../components/logs/inTurns';
import { queryLogSeries } from '../../../grafana/loki';
import { logVolumeOf } from '../../../grafana/lokiCost';
import { queryInstant, queryRange, type Series } from '../../../grafana/prometheus';
import type { Conventions } from '../../../signals/conventions';
import { containerOf, type Labels } from '../../../signals/identity';
import { containerKey } from '../../../signals/scope';
import { durationText } from '../../../signals/promql';
import { piecesOf } from './replaySteps';

/** Subjects that are drawn and counted: those that come closest to the threshold. */
export const MOST_SUBJECTS = 50;

/** At how many times of the range it is looked who comes closest. */
export const RANK_POINTS = 120;

/** What a replay works on: fetched once, whatever the threshold is moved to. */
export interface ReplayData {
  input: ReplayInput;
  /** Unix milliseconds. */
  from: number;
  to: number;
  stepSeconds: number;
  /** There are more subjects than were asked for. */
  isTruncated: boolean;
}

interface Question {
  chosen: ChosenCheck;
  conventions: Conventions;
  source: DataSourceChoice;
  /** Unix milliseconds. */
  from: number;
  to: number;
  stepSeconds: number;
}

/** The queries of a replay: they do not change with a threshold. */
export function replayQueries(chosen: ChosenCheck, conventions: Conventions): { value: string; guard?: string } {
  const context = contextOf(chosen, conventions);
  const guard = chosen.check.guard?.(context);
  return { value: chosen.check.value(context), ...(guard ? { guard } : {}) };
}

const looksDown = ({ compare }: Check) => compare === '<' || compare === '==';

/** The containers that came furthest, those that pass the guard first. */
async function closest({ chosen, conventions, source, from, to }: Question, signal: AbortSignal): Promise<Labels[]> {
  const { value, guard } = replayQueries(chosen, conventions);
  const over = `[${durationText((to - from) / 1000)}:${durationText((to - from) / 1000 / RANK_POINTS)}]`;
  const [pick, furthest] = looksDown(chosen.check) ? ['bottomk', 'min_over_time'] : ['topk', 'max_over_time'];
  const ranked = (expr: string) => `${pick}(${MOST_SUBJECTS + 1}, ${furthest}((${expr})${over}))`;
  const on = chosen.check.joinOn(conventions).join(', ');
  const expr = guard ? `${ranked(`(${value}) and on (${on}) (${guard})`)} or ${ranked(value)}` : ranked(value);
  const samples = await queryInstant(source, expr, to, signal);
  return samples.map(({ labels }) => labels);
}

/** Cuts an answer that has more subjects than are drawn down to those that came furthest. */
function furthestOf(check: Check, all: Series[]): Series[] {
  if (all.length <= MOST_SUBJECTS) {
    return all;
  }
  const sign = looksDown(check) ? -1 : 1;
  const best = (series: Series) =>
    series.values.reduce((max, value) => (Number.isFinite(value) ? Math.max(max, sign * value) : max), -Infinity);
  return all
    .map((series) => ({ series, score: best(series) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_SUBJECTS)
    .map(({ series }) => series);
}

/** The answers to the parts of a range as one, series by series. */
function joined(parts: readonly Series[][]): Series[] {
  const byLabels = new Map<string, Series>();
  for (const { labels, times, values } of parts.flat()) {
    const key = JSON.stringify(Object.entries(labels).sort());
    const known = byLabels.get(key);
    byLabels.set(key, {
      labels,
      times: known ? known.times.concat(times) : times,
      values: known ? known.values.concat(values) : values,
    });
  }
  return [...byLabels.values()];
}

/**
 * Asks for a check's value and guard over a range, at multiples of the step. Whoever has no point at the last of them has
 * ended before it, be it a container that went or a log that fell silent. Rejects with a Problem.
 */
export async function loadReplay(question: Question, signal: AbortSignal): Promise<ReplayData> {
  const { chosen, conventions, source, from, to, stepSeconds } = question;
  const { check } = chosen;
  const joinOn = check.joinOn(conventions);
  let asked = chosen;
  let isTruncated = false;
  const isMetric = check.source === 'metrics';
  if (isMetric && check.subject === 'container') {
    const near = await closest(question, signal);
    const refs = [
      ...new Map(
        near.map((labels) => containerOf(conventions, labels)).map((ref) => [containerKey(ref), ref])
      ).values(),
    ];
    isTruncated = refs.length > MOST_SUBJECTS;
    if (isTruncated) {
      asked = { ...chosen, scope: { ...chosen.scope, containers: refs.slice(0, MOST_SUBJECTS) } };
    }
  }
  const { value, guard } = replayQueries(asked, conventions);
  const pieces = piecesOf({ from, to }, stepSeconds, check.source);
  const ask = async (expr: string): Promise<Series[]> =>
    joined(
      await inTurns(pieces, (piece) =>
        isMetric
          ? queryRange(source, expr, { ...piece, stepSeconds }, signal)
          : queryLogSeries(source, expr, piece, stepSeconds, signal)
      )
    );
  const [values, guards] = await Promise.all([ask(value), guard ? ask(guard) : undefined]);
  const kept = furthestOf(check, values);
  return {
    input: { values: kept, joinOn, to: pieces[pieces.length - 1]?.to ?? to, ...(guards ? { guards } : {}) },
    from,
    to,
    stepSeconds,
    isTruncated: isTruncated || kept.length < values.length,
  };
}

/** What a replay of a check of logs reads, in bytes, from Loki's index alone. Rejects with a Problem. */
export async function replayBytes(
  { chosen, conventions, source, from, to }: Question,
  signal: AbortSignal
): Promise<number | undefined> {
  const reads = chosen.check.reads?.(contextOf(chosen, conventions));
  if (!reads) {
    return undefined;
  }
  const selectors = [...new Set(reads.map(({ selector }) => selector))];
  const volumes = await Promise.all(selectors.map((selector) => logVolumeOf(source, selector, { from, to }, signal)));
  return volumes.reduce((sum, { bytes }) => sum + bytes, 0);
}

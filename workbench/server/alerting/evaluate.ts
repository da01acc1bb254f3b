import { runDataQueries, type QueryContext } from '../runDataQueries';
import type { ProvisionedRule } from './AlertingStore';

/** What one step of a rule gave, as Grafana's evaluation API answers it. */
export type EvalResults = Record<string, { error?: string; status: number; frames: EvalFrame[] }>;

interface EvalFrame {
  schema: { refId: string; fields: Array<{ name: string; type: string; labels: Record<string, string> }> };
  data: { values: number[][] };
}

interface Sample {
  labels: Record<string, string>;
  value: number;
}

const EVALUATORS: Record<string, (value: number, limit: number) => boolean> = {
  gt: (value, limit) => value > limit,
  gte: (value, limit) => value >= limit,
  lt: (value, limit) => value < limit,
  eq: (value, limit) => value === limit,
};

function frame(refId: string, { labels, value }: Sample): EvalFrame {
  return { schema: { refId, fields: [{ name: refId, type: 'number', labels }] }, data: { values: [[value]] } };
}

interface FrameJson {
  schema: { fields: Array<{ type?: string; labels?: Record<string, string> }> };
  data: { values: unknown[][] };
}

function samplesOf(frames: readonly FrameJson[]): Sample[] {
  return frames.flatMap(({ schema, data }) => {
    const index = schema.fields.findIndex(({ type }) => type === 'number');
    const value = data.values[index]?.[0];
    return typeof value === 'number' ? [{ labels: schema.fields[index]?.labels ?? {}, value }] : [];
  });
}

/**
 * Evaluates a rule's query and its threshold at a time (Unix milliseconds), as Grafana's `POST /api/v1/eval` answers: a
 * query that fails is HTTP 200 with an error beside its refId, and what depends on it fails too.
 */
export async function evaluate(
  data: ProvisionedRule['data'],
  now: number,
  context: QueryContext
): Promise<{ results: EvalResults; firing: Sample[] }> {
  const results: EvalResults = {};
  const samples = new Map<string, Sample[]>();
  let firing: Sample[] = [];
  for (const { refId, datasourceUid, model } of data) {
    if (datasourceUid !== '__expr__') {
      const asked = { ...model, refId, datasource: { uid: datasourceUid } };
      const answer = await runDataQueries({ from: String(now - 600_000), to: String(now), queries: [asked] }, context);
      const result = answer.results[refId];
      if (result?.error) {
        results[refId] = {
          error: `[sse.dataQueryError] failed to execute query [${refId}]: ${result.error}`,
          status: 500,
          frames: [],
        };
        continue;
      }
      const found = samplesOf((result?.frames ?? []) as unknown as FrameJson[]);
      samples.set(refId, found);
      results[refId] = { status: 200, frames: found.map((sample) => frame(refId, sample)) };
      continue;
    }
    const from = String(model['expression']);
    const known = samples.get(from);
    if (!known) {
      results[refId] = {
        error: `[sse.dependencyError] did not execute expression [${refId}] due to a failure of the dependent expression or query [${from}]`,
        status: 500,
        frames: [],
      };
      continue;
    }
    const [first] = model['conditions'] as Array<{ evaluator: { type: string; params: number[] } }>;
    const holds = EVALUATORS[first?.evaluator.type ?? ''] ?? (() => false);
    const limit = first?.evaluator.params[0] ?? NaN;
    firing = known.filter(({ value }) => holds(value, limit));
    results[refId] = {
      status: 200,
      frames: known.map((sample) => frame(refId, { ...sample, value: holds(sample.value, limit) ? 1 : 0 })),
    };
  }
  return { results, firing };
}

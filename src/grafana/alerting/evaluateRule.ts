import { z } from 'zod';
import type { GrafanaRule } from '../../checks/rules/grafanaRules';
import { Problem } from '../Problem';
import { askAlerting } from './askAlerting';

const schema = z.object({
  results: z.record(
    z.string(),
    z.object({
      error: z.string().nullish(),
      frames: z
        .array(z.object({ data: z.object({ values: z.array(z.array(z.unknown())).nullish() }).nullish() }))
        .nullish(),
    })
  ),
});

/** Grafana wraps what went wrong in words of its own. */
function cause(text: string): string {
  return text.replace(/^\[sse\.[^\]]*\] /, '').replace(/^failed to execute query \[\w+\]: /, '');
}

/**
 * Evaluates a rule once, as Grafana would, and stores nothing: Grafana itself takes any rule, and finds out later that it
 * is broken. Gives how many alerts it would have now. Rejects with a Problem that says what is wrong with the rule.
 */
export async function evaluateRule(rule: GrafanaRule, signal?: AbortSignal): Promise<number> {
  const { results } = await askAlerting(
    { url: '/api/v1/eval', method: 'POST', data: { condition: rule.condition, data: rule.data } },
    schema,
    { doing: 'evaluate rules in Grafana', permission: 'alert.rules:read and datasources:query', role: 'Viewer' },
    signal
  );
  const failed = rule.data.map(({ refId }) => results[refId]?.error).find((error) => error);
  if (failed) {
    throw new Problem(
      'refused',
      `The rule “${rule.title}” does not work`,
      cause(failed),
      'Nothing was stored. Change the check’s parameters, or look whether its data source answers; then try again.'
    );
  }
  const frames = results[rule.condition]?.frames ?? [];
  return frames.filter(({ data }) => (data?.values?.[data.values.length - 1] ?? [])[0] === 1).length;
}

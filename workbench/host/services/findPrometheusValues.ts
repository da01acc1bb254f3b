import type { MetricFindValue, TimeRange } from '@grafana/data';
import type { DataSourceWithBackend } from '@grafana/runtime';

interface VectorAnswer {
  data: { result: Array<{ metric: Record<string, string>; value: [number, string] }> };
}

/** Answers a variable's query: `label_values`, `label_names`, `metrics` or `query_result`. */
export async function findPrometheusValues(
  dataSource: Pick<DataSourceWithBackend, 'getResource'>,
  query: string,
  range?: TimeRange
): Promise<MetricFindValue[]> {
  const times = range ? { start: range.from.unix(), end: range.to.unix() } : {};
  const list = async (path: string, params: Record<string, unknown> = {}) => {
    const { data } = (await dataSource.getResource(path, { ...times, ...params })) as { data: string[] };
    return data.map((text) => ({ text, value: text }));
  };
  const labelValues = /^label_values\((?:(.+),\s*)?([a-zA-Z_][\w:]*)\)\s*$/.exec(query);
  if (labelValues) {
    const [, selector, label] = labelValues;
    return list(`api/v1/label/${label}/values`, selector ? { 'match[]': selector.trim() } : {});
  }
  if (/^label_names\(\)\s*$/.test(query)) {
    return list('api/v1/labels');
  }
  const metrics = /^metrics\((.+)\)\s*$/.exec(query);
  if (metrics?.[1]) {
    const pattern = new RegExp(metrics[1]);
    return (await list('api/v1/label/__name__/values')).filter(({ text }) => pattern.test(text));
  }
  const result = /^query_result\((.+)\)\s*$/.exec(query);
  if (result?.[1]) {
    const { data } = (await dataSource.getResource('api/v1/query', { query: result[1] })) as VectorAnswer;
    return data.result.map(({ metric: { __name__, ...labels }, value: [seconds, value] }) => {
      const parts = Object.entries(labels).map(([name, text]) => `${name}="${text}"`);
      return { text: `${__name__ ?? ''}{${parts.join(',')}} ${value} ${seconds * 1000}` };
    });
  }
  throw new Error(`The workbench does not know the variable query "${query}".`);
}

/**
 * The wire format of a data frame: the part of it that Grafana's Prometheus and Loki back ends send.
 */
export interface WireField {
  name: string;
  type: 'time' | 'number' | 'string' | 'other';
  typeInfo: { frame: string };
  labels?: Record<string, string>;
  config?: { interval?: number; displayNameFromDS?: string; custom?: Record<string, unknown> };
}

export interface WireFrame {
  schema: { name?: string; refId?: string; meta?: Record<string, unknown>; fields: WireField[] };
  data: { values: unknown[][]; entities?: Array<Entities | null>; nanos?: Array<number[] | null> };
}

/** Where a number column holds what JSON can't carry. */
interface Entities {
  NaN?: number[];
  Inf?: number[];
  NegInf?: number[];
}

/** A number column: values JSON can carry, and where the others are. */
export interface NumberColumn {
  values: Array<number | null>;
  entities: Entities | null;
}

/** Reads Prometheus' sample strings, setting `NaN` and the infinities aside. */
export function toNumberColumn(samples: readonly string[]): NumberColumn {
  const entities: Entities = {};
  const values = samples.map((sample, index) => {
    const name =
      sample === 'NaN'
        ? 'NaN'
        : sample === '+Inf' || sample === 'Inf'
          ? 'Inf'
          : sample === '-Inf'
            ? 'NegInf'
            : undefined;
    if (name) {
      (entities[name] ??= []).push(index);
      return null;
    }
    return Number(sample);
  });
  return { values, entities: Object.keys(entities).length > 0 ? entities : null };
}

/** Replaces `{{label}}` in a legend with the series' label, or nothing. */
export function renderLegend(format: string, labels: Record<string, string>): string {
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => labels[name.trim()] ?? '');
}

/** `{a="1", b="2"}`, sorted, without the metric's name. */
export function renderLabels(labels: Record<string, string>): string {
  const parts = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  return `{${parts.join(', ')}}`;
}

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
    const name = specialOf(sample);
    if (name) {
      (entities[name] ??= []).push(index);
      return null;
    }
    return Number(sample);
  });
  return { values, entities: Object.keys(entities).length > 0 ? entities : null };
}

/** Go reads these names in any case. */
function specialOf(sample: string): keyof Entities | undefined {
  const [, sign, name] = /^([+-]?)(nan|inf|infinity)$/i.exec(sample) ?? [];
  return name === undefined ? undefined : name.toLowerCase() === 'nan' ? 'NaN' : sign === '-' ? 'NegInf' : 'Inf';
}

/** What the user is told along with the data. */
export interface Notice {
  severity: 'warning' | 'info';
  text: string;
}

/** The remarks in an answer of Prometheus or Loki. */
export function noticesOf({ warnings = [], infos = [] }: { warnings?: string[]; infos?: string[] }): Notice[] {
  return [
    ...warnings.map((text) => ({ severity: 'warning' as const, text })),
    ...infos.map((text) => ({ severity: 'info' as const, text })),
  ];
}

/** Replaces `{{label}}` in a legend with the series' label, or nothing. */
export function renderLegend(format: string, labels: Record<string, string>): string {
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => labels[name.trim()] ?? '');
}

/** `{a="1", b="2"}`, sorted. */
export function renderLabels(labels: Record<string, string>): string {
  const parts = Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort();
  return `{${parts.join(', ')}}`;
}

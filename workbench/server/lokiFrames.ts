import { formatGoDuration } from './durations';
import { renderLabels, renderLegend, type Notice, type WireField, type WireFrame } from './frame';
import { prometheusFrames, type QueryData } from './prometheusFrames';

/** A log line: nanoseconds, text, and with `categorize-labels` what was parsed from it. */
export type LogEntry = [
  string,
  string,
  { structuredMetadata?: Record<string, string>; parsed?: Record<string, string> }?,
];

export interface LogStreams {
  resultType: 'streams';
  encodingFlags?: string[];
  result: Array<{ stream: Record<string, string>; values: LogEntry[] }>;
}

/** Loki's statistics of one query. */
export type LokiStats = { summary?: Record<string, number> } & Record<string, unknown>;

export interface LokiFrameContext {
  expr: string;
  stepMs: number;
  queryType: 'range' | 'instant';
  legendFormat?: string;
  notices?: Notice[];
}

/** Turns an answer of Loki into frames: one per series, or one for all log lines. */
export function lokiFrames(
  data: (LogStreams | QueryData) & { stats?: LokiStats },
  context: LokiFrameContext
): WireFrame[] {
  const frames = data.resultType === 'streams' ? [logFrame(data, context)] : metricFrames(data, context);
  if (context.notices?.length) {
    for (const { schema } of frames) {
      schema.meta = { ...schema.meta, notices: context.notices };
    }
  }
  if (frames[0] && data.stats) {
    frames[0].schema.meta = { ...frames[0].schema.meta, stats: summaryStats(data.stats) };
  }
  return frames;
}

function metricFrames(data: QueryData, context: LokiFrameContext): WireFrame[] {
  if (data.resultType !== 'scalar' && data.result.length === 0) {
    return [];
  }
  const executedQueryString =
    context.queryType === 'range'
      ? `Expr: ${context.expr}\nStep: ${formatGoDuration(context.stepMs)}`
      : `Expr: ${context.expr}`;
  return prometheusFrames(data, context).map((frame) => {
    const [time, value] = frame.schema.fields as [WireField, WireField];
    const labels = value.labels ?? {};
    const displayNameFromDS = context.legendFormat ? renderLegend(context.legendFormat, labels) : renderLabels(labels);
    return {
      schema: {
        meta: { type: frame.schema.meta?.type, typeVersion: [0, 1], executedQueryString },
        fields: [
          context.queryType === 'range' ? time : { ...time, config: undefined },
          { ...value, name: 'Value', config: { displayNameFromDS } },
        ],
      },
      data: frame.data,
    };
  });
}

function logFrame(data: LogStreams, context: LokiFrameContext): WireFrame {
  const categorized = data.encodingFlags?.includes('categorize-labels') ?? false;
  const rows = data.result.flatMap(({ stream, values }) => values.map((entry) => toRow(stream, entry)));
  const millis = rows.map(({ ns }) => Number(BigInt(ns) / 1_000_000n));
  const nanos = rows.map(({ ns }) => Number(BigInt(ns) % 1_000_000n));
  const fields: WireField[] = [
    { name: 'labels', type: 'other', typeInfo: { frame: 'json.RawMessage' } },
    { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } },
    { name: 'Line', type: 'string', typeInfo: { frame: 'string' } },
    { name: 'tsNs', type: 'string', typeInfo: { frame: 'string' } },
  ];
  const values: unknown[][] = [
    rows.map((row) => row.labels),
    millis,
    rows.map((row) => row.line),
    rows.map((row) => row.ns),
  ];
  if (categorized) {
    fields.push({
      name: 'labelTypes',
      type: 'other',
      typeInfo: { frame: 'json.RawMessage' },
      config: { custom: { hidden: true } },
    });
    values.push(rows.map((row) => row.types));
  }
  fields.push({ name: 'id', type: 'string', typeInfo: { frame: 'string' } });
  values.push(uniqueIds(rows));
  return {
    schema: {
      meta: {
        typeVersion: [0, 0],
        custom: { frameType: 'LabeledTimeValues' },
        executedQueryString: `Expr: ${context.expr}`,
      },
      fields,
    },
    data: {
      values,
      ...(nanos.some((rest) => rest > 0) ? { nanos: fields.map(({ type }) => (type === 'time' ? nanos : null)) } : {}),
    },
  };
}

interface Row {
  ns: string;
  line: string;
  labels: Record<string, string>;
  types: Record<string, string>;
}

/** Later kinds win over earlier ones of the same name: indexed, structured metadata, parsed. */
function toRow(stream: Record<string, string>, [ns, line, extra]: LogEntry): Row {
  const labels: Record<string, string> = {};
  const types: Record<string, string> = {};
  const kinds: Array<[string, Record<string, string> | undefined]> = [
    ['I', stream],
    ['S', extra?.structuredMetadata],
    ['P', extra?.parsed],
  ];
  for (const [kind, source] of kinds) {
    for (const [name, value] of Object.entries(source ?? {})) {
      labels[name] = value;
      types[name] = kind;
    }
  }
  return { ns, line, labels: sorted(labels), types: sorted(types) };
}

function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function uniqueIds(rows: readonly Row[]): string[] {
  const seen = new Map<string, number>();
  return rows.map(({ ns, line, labels }) => {
    const id = `${ns}_${fnv1(`${line}_${JSON.stringify(labels)}`).toString(16)}`;
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count > 0 ? `${id}_${count}` : id;
  });
}

/** FNV-1, 32 bits: the hash behind Grafana's log line ids. */
function fnv1(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash, 0x01000193) ^ byte;
  }
  return hash >>> 0;
}

/** The statistics that say what a query cost. */
function summaryStats({ summary }: LokiStats): Array<{ displayName: string; unit: string; value: number }> {
  const stats: Array<[string, string, string]> = [
    ['bytes processed per second', 'bytesProcessedPerSecond', 'Bps'],
    ['lines processed per second', 'linesProcessedPerSecond', ''],
    ['total bytes processed', 'totalBytesProcessed', 'decbytes'],
    ['total lines processed', 'totalLinesProcessed', ''],
    ['exec time', 'execTime', 's'],
  ];
  return summary
    ? stats.map(([label, key, unit]) => ({ displayName: `Summary: ${label}`, unit, value: summary[key] ?? 0 }))
    : [];
}

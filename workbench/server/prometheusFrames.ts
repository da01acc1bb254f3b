import { formatGoDuration } from './durations';
import { renderLabels, renderLegend, toNumberColumn, type Notice, type WireFrame } from './frame';

/** A sample as Prometheus sends it: seconds and the value as text. */
export type Sample = [number, string];

/** The `data` of an answer of Prometheus' query API (Loki's metric queries answer the same way). */
export type QueryData =
  | { resultType: 'matrix'; result: Array<{ metric: Record<string, string>; values?: Sample[] }> }
  | { resultType: 'vector'; result: Array<{ metric: Record<string, string>; value?: Sample }> }
  | { resultType: 'scalar' | 'string'; result: Sample };

export interface FrameContext {
  expr: string;
  stepMs: number;
  legendFormat?: string;
  notices?: Notice[];
}

/** Turns an answer into frames: one per series, named by the legend, as Grafana's back end does. */
export function prometheusFrames(data: QueryData, context: FrameContext): WireFrame[] {
  const frames = seriesOf(data).map((series) => toFrame(series, data.resultType, context));
  if (frames.length === 0) {
    frames.push({ schema: { meta: { typeVersion: [0, 0] }, fields: [] }, data: { values: [] } });
  }
  frames.forEach((frame, index) => {
    const meta = (frame.schema.meta ??= {});
    if (context.notices?.length) {
      meta.notices = context.notices;
    }
    if (index === 0) {
      meta.executedQueryString = `Expr: ${context.expr}\nStep: ${formatGoDuration(context.stepMs)}`;
      meta.custom = { ...(meta.custom as object | undefined), calculatedMinStep: context.stepMs };
    }
  });
  return frames;
}

interface Series {
  labels: Record<string, string>;
  samples: Sample[];
}

function seriesOf(data: QueryData): Series[] {
  switch (data.resultType) {
    case 'matrix':
      return data.result.map(({ metric, values }) => ({ labels: metric, samples: values ?? [] }));
    case 'vector':
      return data.result.map(({ metric, value }) => ({ labels: metric, samples: value ? [value] : [] }));
    case 'scalar':
      return [{ labels: {}, samples: [data.result] }];
    default:
      throw new Error(`unknown result type: ${data.resultType}`);
  }
}

function toFrame({ labels, samples }: Series, resultType: string, context: FrameContext): WireFrame {
  const column = toNumberColumn(samples.map(([, value]) => value));
  const displayName = legendOf(labels, context);
  return {
    schema: {
      meta: {
        type: resultType === 'matrix' ? 'timeseries-multi' : 'numeric-multi',
        typeVersion: [0, 1],
        custom: { resultType },
      },
      fields: [
        { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' }, config: { interval: context.stepMs } },
        {
          name: labels.__name__ ?? 'Value',
          type: 'number',
          typeInfo: { frame: 'float64' },
          labels,
          ...(displayName ? { config: { displayNameFromDS: displayName } } : {}),
        },
      ],
    },
    data: {
      values: [samples.map(([seconds]) => Math.trunc(seconds * 1000)), column.values],
      ...(column.entities ? { entities: [null, column.entities] } : {}),
    },
  };
}

/** An empty answer leaves the name to the front end ("auto"). */
function legendOf(labels: Record<string, string>, { expr, legendFormat }: FrameContext): string {
  const { __name__: metric = '', ...others } = labels;
  let legend = Object.keys(others).length === 0 ? metric || '{}' : `${metric}${renderLabels(others)}`;
  if (legendFormat === '__auto') {
    legend = Object.keys(labels).length > 0 ? '' : legend;
  } else if (legendFormat) {
    legend = renderLegend(legendFormat, labels);
  }
  return legend === '{}' ? expr : legend;
}

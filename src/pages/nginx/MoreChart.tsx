import React, { useMemo, type ReactNode } from 'react';
import type { TimeRange } from '@grafana/data';
import { Chart } from '../../components/Chart';
import type { DataLine, DataPanel } from '../../components/dataPanel';
import { useDrawn } from '../../components/useDrawn';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { causeTitle } from '../../signals/nginx/errorLog';
import type { NginxContext } from '../../signals/nginx/nginxSignal';
import { loadBytes, loadErrorCauses, loadLatency, summed, withTolerance, type Stepped } from './loadTraffic';
import { pastLines } from './pastLines';
import type { Steps } from './steps';
import type { Past } from './usePast';
import type { Recordings } from './useRecordings';

/** What all charts of the page are asked by. */
export interface ChartQuestion {
  source: DataSourceChoice;
  context: NginxContext;
  steps: Steps;
  range: TimeRange;
  /** The period that is compared with, once it is known how to read it. */
  past: Past | undefined;
  recordings: Recordings;
  questionKey: string;
}

interface Props {
  question: ChartQuestion;
  kind: keyof typeof LOADERS;
  chart: DataPanel;
  /** What stands below the chart, made of what it is drawn of. */
  below?: (found: Stepped) => ReactNode;
}

/** What a chart is drawn of. */
interface Drawable {
  times: number[];
  series: readonly DataLine[];
  /** What was measured; percentiles bring their own tolerance. */
  stepped?: Stepped;
}

const PERCENTILE_COLORS = ['green', 'yellow', 'red'];

/** Percentiles in the colours of a traffic light, of now and of before. */
export const inColors = (series: readonly DataLine[]): DataLine[] =>
  series.map((one, index) => ({ ...one, color: PERCENTILE_COLORS[index] ?? 'text' }));

type Load = (...[source, context, steps, signal, recordings]: Parameters<typeof loadBytes>) => Promise<Drawable>;

const drawable = (found: Stepped, series: readonly DataLine[] = found.series): Drawable => ({
  times: found.times,
  series,
  stepped: found,
});

const LOADERS = {
  upstream: async (...[source, context, steps, signal, recordings]) => {
    const { times, series } = await loadLatency(source, context, steps, 'upstreamTimes', signal, recordings);
    return { times, series: inColors(series) };
  },
  bytes: async (...question) => drawable(await loadBytes(...question)),
  causes: async (...question) => {
    const found = await loadErrorCauses(...question);
    return drawable(
      found,
      found.series.map(({ name, values }) => ({ name: causeTitle(name) ?? name, values }))
    );
  },
} satisfies Record<string, Load>;

const toleranced = ({ series, stepped }: Drawable) => (stepped ? withTolerance(series, stepped.steps) : series);

/** A chart with a pass over the log of its own, made only once somebody scrolls to it. */
export function MoreChart({ question, kind, chart, below }: Props) {
  const { source, context, steps, range, past, recordings, questionKey } = question;
  const loaded = useLoaded<Drawable>(questionKey, async (signal) =>
    LOADERS[kind](source, context, steps, signal, (await recordings.now()).within)
  );
  const before = useLoaded<Drawable>(
    past ? `${questionKey} ${past.back} ${past.reading.share}` : null,
    async (signal) => LOADERS[kind](source, context, past?.steps ?? steps, signal, (await recordings.before()).within)
  );
  const found = loaded.data;
  const was = before.data;
  const lines = useMemo<readonly DataLine[]>(() => {
    if (!found) {
      return [];
    }
    if (!past || !was) {
      return toleranced(found);
    }
    // Bars on bars tell nothing: of what is stacked there is the whole of it before.
    const series =
      kind === 'causes' && was.series.length > 0
        ? [
            {
              name: 'All',
              values: summed(was.series.map(({ name, values }) => ({ name, values: [...values] }))),
              color: 'text',
            },
          ]
        : kind === 'bytes'
          ? was.series.map((one) => ({ ...one, color: 'text' }))
          : was.series;
    return [...toleranced(found), ...pastLines({ times: was.times, series: toleranced({ ...was, series }) }, past)];
  }, [found, was, past, kind]);
  useDrawn(chart, loaded, lines, range);
  return (
    <div>
      <Chart chart={chart} problem={loaded.problem} />
      {found?.stepped && below?.(found.stepped)}
    </div>
  );
}

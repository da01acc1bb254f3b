import React, { useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { sceneGraph } from '@grafana/scenes';
import { ClipboardButton, LinkButton, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { Chart } from '../../components/Chart';
import type { DataLine } from '../../components/dataPanel';
import { HeatMap } from '../../components/HeatMap';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useAttached } from '../../components/useAttached';
import { useDrawn } from '../../components/useDrawn';
import { useLoaded } from '../../components/useLoaded';
import { exploreUrl } from '../../grafana/exploreUrl';
import { bucketRates } from '../../signals/services/metricSignals';
import { scrapeOf } from '../../signals/services/serviceContext';
import { loadHeat } from './loadHeat';
import type { CardProps } from './MetricCard';
import { percentilePanel } from './metricPanels';
import { questionOf } from './questionOf';
import { stepsOf } from './steps';

const COLORS = ['green', 'yellow', 'red'];
const NONE: readonly DataLine[] = [];

/** A histogram as what it is, a distribution over time, and the percentiles of it; both of one query. */
export function Histogram({ source, context, family, scene, range }: CardProps) {
  const styles = useStyles2(getStyles);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const steps = stepsOf({ from, to }, scrapeOf(context));
  const chart = useMemo(() => percentilePanel(family, { source, context }), [family, source, context]);
  const attached = useAttached(
    scene,
    useMemo(() => [chart.panel], [chart])
  );
  const key = `${questionOf(source, context)} ${family.name} ${from} ${to}`;
  const loaded = useLoaded(key, (signal) => loadHeat(source, context, family, steps, signal));
  const lines = useMemo<readonly DataLine[]>(
    () => loaded.data?.percentiles.map((one, index) => ({ ...one, color: COLORS[index] })) ?? NONE,
    [loaded.data]
  );
  useDrawn(attached ? chart : undefined, loaded, lines, range);
  if (loaded.problem) {
    return <ProblemNotice problem={loaded.problem} />;
  }
  const expr = bucketRates(family).query(context);
  return (
    <div className={styles.both}>
      <div>
        <div className={styles.head}>
          <span>Distribution</span>
          <LinkButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="compass"
            href={exploreUrl(source, expr, { from, to })}
            aria-label={`Explore the distribution of ${family.name}`}
          />
          <ClipboardButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="copy"
            getText={() => expr}
            aria-label={`Copy the query of the distribution of ${family.name}`}
          />
        </div>
        {loaded.data ? (
          <HeatMap
            heat={loaded.data.heat}
            unit={family.unit}
            label={`Distribution of ${family.name}`}
            timeZone={sceneGraph.getTimeRange(scene).getTimeZone()}
          />
        ) : (
          <LoadingPlaceholder text="Loading…" />
        )}
      </div>
      {attached && <Chart chart={chart} problem={undefined} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  both: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  head: css({
    display: 'flex',
    alignItems: 'center',
    '& > span': { flex: 1, fontWeight: theme.typography.fontWeightMedium },
  }),
});

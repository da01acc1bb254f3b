import type { VizPanel } from '@grafana/scenes';
import { DataPanel } from '../../components/dataPanel';
import { panelMenu, signalPanel, type PanelLine } from '../../components/signalPanel';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Unit } from '../../signals/signal';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { unitOfRate } from '../../signals/services/metricUnit';
import {
  counterRate,
  gaugeTogether,
  observedMean,
  percentile,
  summaryQuantiles,
} from '../../signals/services/metricSignals';
import { scrapeOf, type ServiceContext, type ServiceSignal } from '../../signals/services/serviceContext';
import { PERCENTILES } from './loadHeat';

interface PanelQuestion {
  source: DataSourceChoice;
  context: ServiceContext;
  /** Instances that are looked at. */
  instances: number;
}

/** With more lines than this nobody tells them apart. */
const MOST_LINES = 8;

const line = (signal: ServiceSignal, context: ServiceContext, more: Partial<PanelLine> = {}): PanelLine => ({
  expr: signal.query(context),
  legend: signal.title,
  ...more,
});

/** What a panel of a family draws, in which unit, and under which title. */
function drawn(family: MetricFamily, { context, instances }: PanelQuestion): [title: string, Unit, PanelLine[]] {
  switch (family.type) {
    case 'counter':
      return ['Rate', unitOfRate(family.unit), [line(counterRate(family), context)]];
    case 'summary':
      if (!family.hasQuantiles) {
        return ['Mean', family.unit, [line(observedMean(family), context)]];
      }
      return [
        instances > 1 ? 'Quantiles: the largest of all instances' : 'Quantiles',
        family.unit,
        [
          line(summaryQuantiles(family), context, { legend: '{{quantile}}' }),
          ...(family.hasCount ? [line(observedMean(family), context)] : []),
        ],
      ];
    default:
      // One series for each instance: each is shown. Otherwise nobody can say whether they may be added up.
      return family.series <= instances && instances <= MOST_LINES
        ? [
            'Value',
            family.unit,
            [line(gaugeTogether(family, 'max'), { ...context, by: ['instance'] }, { legend: '{{instance}}' })],
          ]
        : [
            `Largest, mean and smallest of ${family.series.toLocaleString('en')} series`,
            family.unit,
            [
              line(gaugeTogether(family, 'max'), context),
              line(gaugeTogether(family, 'avg'), context),
              line(gaugeTogether(family, 'min'), context),
            ],
          ];
  }
}

/** The panel of a counter, gauge or summary; it asks when it comes into view. */
export function metricPanel(family: MetricFamily, question: PanelQuestion): VizPanel {
  const { source, context } = question;
  const [title, unit, lines] = drawn(family, question);
  return signalPanel({
    source,
    title,
    description: family.help,
    unit,
    lines,
    minStepSeconds: scrapeOf(context),
    whenEmpty: family.type === 'summary' ? 'Nothing was observed in this range.' : 'No value in this range.',
    signed: family.type === 'gauge',
  });
}

/** The panel of a histogram's percentiles, for data that its distribution brings along. */
export function percentilePanel(
  family: MetricFamily,
  { source, context }: Pick<PanelQuestion, 'source' | 'context'>,
  title = 'Percentiles'
): DataPanel {
  const made = new DataPanel({
    title,
    description: `${family.help} As exact as its buckets are narrow.`.trim(),
    unit: family.unit,
    whenEmpty: 'Nothing was observed in this range.',
  });
  made.panel.setState({
    menu: panelMenu(
      source,
      PERCENTILES.map((percent) => line(percentile(family, percent), context)),
      { title: `${family.name}, percentiles`, unit: family.unit }
    ),
  });
  return made;
}

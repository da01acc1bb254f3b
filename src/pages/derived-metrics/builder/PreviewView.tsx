import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import { Chart } from '../../../components/Chart';
import { DataPanel } from '../../../components/dataPanel';
import { sizeText } from '../../../components/logs/sizeText';
import { QueryLinks } from '../../../components/logs/QueryLinks';
import type { PageScene } from '../../../components/PageScene';
import { panelMenu } from '../../../components/signalPanel';
import { Totals } from '../../../components/Totals';
import { useAttached } from '../../../components/useAttached';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { measuredField, type DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedQueries, type DerivedContext } from '../../../signals/derived/derivedRules';
import { durationText } from '../../../signals/promql';
import type { Unit } from '../../../signals/signal';
import type { Failure, Preview } from './loadPreview';
import { previewLines } from './previewLines';

/** Series that are drawn: more are a carpet. */
const MOST_DRAWN = 20;

/** The unit of a metric's values. */
function unitOf({ measure }: DerivedMetric): Unit {
  const written = measuredField(measure)?.written;
  switch (measure.kind) {
    case 'rate':
      return 'lines per second';
    case 'bytes':
      return 'bytes';
    case 'count':
    case 'distinct':
    case 'distribution':
      return 'count';
    default:
      return written === 'duration' ? 'seconds' : written === 'bytes' ? 'bytes' : 'count';
  }
}

interface Props {
  loki: DataSourceChoice;
  metric: DerivedMetric;
  context: DerivedContext;
  preview: Preview;
  isLoading: boolean;
  scene: PageScene;
  range: TimeRange;
}

/** The metric as it would have been, what it costs, and what is wrong with it. */
export function PreviewView({ loki, metric, context, preview, isLoading, scene, range }: Props) {
  const styles = useStyles2(getStyles);
  const unit = unitOf(metric);
  const chart = useMemo(
    () =>
      new DataPanel({
        title: 'Preview',
        description: 'What the metric would have been, in steps that fit the width of the chart.',
        unit,
        whenEmpty: 'Nothing to draw: see below why.',
      }),
    [unit]
  );
  const attached = useAttached(
    scene,
    useMemo(() => [chart.panel], [chart])
  );
  const { read, series, stepSeconds, lines, seriesCount, perLabel, unparsed, notNumbers, objections } = preview;
  const window = durationText(stepSeconds);
  const queries = useMemo(
    () => derivedQueries(metric, context).map(({ record, labels, expr }) => ({ record, labels, expr: expr(window) })),
    [metric, context, window]
  );
  const drawn = useMemo(() => previewLines(series, metric.measure, MOST_DRAWN), [series, metric.measure]);
  useEffect(() => {
    chart.show(drawn.times, drawn.lines, range);
    const legend = (record: string, labels: Readonly<Record<string, string>>) =>
      [record, ...Object.entries(labels).map((pair) => pair.join('='))].join(' ');
    chart.panel.setState({
      menu: panelMenu(
        loki,
        queries.map(({ record, labels, expr }) => ({ expr, legend: legend(record, labels) }))
      ),
    });
  }, [chart, drawn, range, loki, queries]);
  const whole = read.from <= range.from.valueOf() + 1000;
  return (
    <div className={styles.view} aria-busy={isLoading} data-testid="quayside-preview">
      {objections.map((text) => (
        <Alert key={text} severity="error" title={text} />
      ))}
      <Totals
        totals={[
          { title: 'Lines', text: Math.round(lines).toLocaleString('en') },
          { title: 'Series', text: seriesCount === undefined ? 'too many' : seriesCount.toLocaleString('en') },
          { title: 'Do not parse', text: Math.round(unparsed.count).toLocaleString('en') },
          ...(notNumbers
            ? [{ title: 'Values that are no numbers', text: Math.round(notNumbers.count).toLocaleString('en') }]
            : []),
          { title: 'Read at each evaluation', text: sizeText(preview.bytesPerEvaluation) },
          { title: 'Read a day', text: sizeText(preview.bytesPerDay) },
        ]}
      />
      {!whole && (
        <p className={styles.note}>
          The range holds more than is read unasked: this is of its last {durationText((read.to - read.from) / 1000)}.
        </p>
      )}
      {perLabel.length > 0 && (
        <p className={styles.note}>
          Different values:{' '}
          {perLabel.map(({ label, count }) => `${label} ${count?.toLocaleString('en') ?? 'too many'}`).join(', ')}.
        </p>
      )}
      {attached && objections.length === 0 && <Chart chart={chart} problem={undefined} height={240} />}
      {drawn.all > MOST_DRAWN && (
        <p className={styles.note}>
          The {MOST_DRAWN} largest of {drawn.all.toLocaleString('en')} series are drawn.
        </p>
      )}
      <Examples title="Lines that do not parse" failure={unparsed} />
      {notNumbers && <Examples title="Lines whose value is no number" failure={notNumbers} />}
      <div>
        <QueryLinks source={loki} expr={queries.map(({ expr }) => expr)} range={read} />
      </div>
      <details>
        <summary>The query</summary>
        {queries.slice(0, MOST_DRAWN).map(({ record, labels, expr }) => (
          <pre key={`${record} ${JSON.stringify(labels)}`} className={styles.query} tabIndex={0}>
            {expr}
          </pre>
        ))}
      </details>
    </div>
  );
}

function Examples({ title, failure }: { title: string; failure: Failure }) {
  const styles = useStyles2(getStyles);
  return failure.count === 0 ? null : (
    <details>
      <summary>
        {title}: {Math.round(failure.count).toLocaleString('en')}
      </summary>
      {failure.examples.map((line, index) => (
        <pre key={index} className={styles.query} tabIndex={0}>
          {line}
        </pre>
      ))}
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  query: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    marginTop: theme.spacing(0.5),
  }),
});

import React, { useEffect, useMemo } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, Stack, useStyles2 } from '@grafana/ui';
import { Chart } from '../../../components/Chart';
import { DataPanel } from '../../../components/dataPanel';
import { sizeText } from '../../../components/logs/sizeText';
import { QueryLinks } from '../../../components/logs/QueryLinks';
import type { PageScene } from '../../../components/PageScene';
import { panelMenu } from '../../../components/signalPanel';
import { Totals } from '../../../components/Totals';
import { useAttached } from '../../../components/useAttached';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { drawnFromLogs } from '../../../signals/derived/derivedDrawing';
import type { DerivedContext } from '../../../signals/derived/derivedLines';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { durationText } from '../../../signals/promql';
import type { Failure, Preview } from './loadPreview';
import { previewLines } from './previewLines';
import { QueryText } from './QueryText';
import { unitOf } from '../unitOf';
import type { Cap } from './useCapping';

/** Series that are drawn: more are a carpet. */
const MOST_DRAWN = 20;

interface Props {
  loki: DataSourceChoice;
  metric: DerivedMetric;
  context: DerivedContext;
  preview: Preview;
  isLoading: boolean;
  scene: PageScene;
  range: TimeRange;
  /** Records only the busiest values of a field by name; nothing while that is being done. */
  onCap: Cap | undefined;
}

/** The window of a chart's queries: Grafana makes it as long as the chart's steps. */
const AUTO = '$__auto';

/** The metric as it would have been, what it costs, and what is wrong with it. */
export function PreviewView({ loki, metric, context, preview, isLoading, scene, range, onCap }: Props) {
  const styles = useStyles2(getStyles);
  const unit = unitOf(metric);
  const chart = useMemo(
    () =>
      new DataPanel({
        title: 'Preview',
        description:
          'What the metric would have been, in steps that fit the width of the chart. Percentiles are those of the lines; recorded, they are told to the width of a bucket.',
        unit,
        whenEmpty: 'Nothing to draw: see below why.',
      }),
    [unit]
  );
  const attached = useAttached(
    scene,
    useMemo(() => [chart.panel], [chart])
  );
  const { read, bytesRead, lines, seriesCount, perLabel, unparsed, unusable, beyond, objections } = preview;
  const queries = useMemo(() => drawnFromLogs(metric, context), [metric, context]);
  const drawn = useMemo(() => previewLines(preview.drawn, MOST_DRAWN), [preview.drawn]);
  useEffect(() => {
    chart.show(drawn.times, drawn.lines, range);
    const inGrafana = queries.map(({ legend, expr }) => ({ legend, expr: expr(AUTO) }));
    chart.panel.setState({ menu: panelMenu(loki, inGrafana) });
  }, [chart, drawn, range, loki, queries]);
  const unusableTitle = metric.measure.kind === 'distinct' ? 'Without the field' : 'Values that are no numbers';
  const whole = read.from <= range.from.valueOf() + 1000;
  return (
    <div className={styles.view} aria-busy={isLoading} data-testid="quayside-preview">
      {objections.map(({ text, label }) => {
        const group = metric.by.find(({ as }) => as === label);
        return (
          <Alert key={text} severity="error" title={text}>
            {group && (
              <Button size="sm" variant="secondary" disabled={!onCap} onClick={() => onCap?.(group)}>
                Record only the busiest by name
              </Button>
            )}
          </Alert>
        );
      })}
      <Totals
        totals={[
          { title: 'Lines', text: Math.round(lines).toLocaleString('en') },
          { title: 'Series', text: seriesCount === undefined ? 'too many' : seriesCount.toLocaleString('en') },
          { title: 'Do not parse', text: Math.round(unparsed.count).toLocaleString('en') },
          ...(unusable ? [{ title: unusableTitle, text: Math.round(unusable.count).toLocaleString('en') }] : []),
          { title: 'Read at each evaluation', text: sizeText(preview.bytesPerEvaluation) },
          { title: 'Read a day', text: sizeText(preview.bytesPerDay) },
          { title: 'Read for this preview', text: sizeText(bytesRead) },
        ]}
      />
      {!whole && (
        <p className={styles.note}>
          The range holds more than is read unasked, all queries together: this is of its last{' '}
          {durationText((read.to - read.from) / 1000)}.
        </p>
      )}
      {beyond > 0 && (
        <p className={styles.note}>
          {Math.round(beyond).toLocaleString('en')} values lie above the highest bucket: percentiles among them cannot
          be told. Add buckets above it.
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
      {unusable && <Examples title={`Lines: ${unusableTitle.toLowerCase()}`} failure={unusable} />}
      <Stack direction="row">
        <QueryLinks source={loki} expr={queries.map(({ expr }) => expr(AUTO))} range={read} />
      </Stack>
      <QueryText exprs={queries.map(({ expr }) => expr(durationText(preview.stepSeconds)))} open={false} />
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

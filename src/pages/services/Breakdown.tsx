import React, { useEffect, useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Combobox, Field, IconButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { NothingHere } from '../../components/NothingHere';
import type { PageScene } from '../../components/PageScene';
import { ProblemNotice } from '../../components/ProblemNotice';
import { signalPanel } from '../../components/signalPanel';
import { useAttached } from '../../components/useAttached';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { labelNames } from '../../grafana/metricMetadata';
import { queryInstant } from '../../grafana/prometheus';
import { durationText, LABEL_NAME } from '../../signals/promql';
import { metricSelector } from '../../signals/services/applications';
import { labelledBy, measuresOf, topValues, valueCount } from '../../signals/services/breakdown';
import type { MetricFamily } from '../../signals/services/metricFamily';
import { scrapeOf, type ServiceContext, type ServiceSignal } from '../../signals/services/serviceContext';
import { questionOf } from './questionOf';
import { MOST_SERIES } from './seriesLimit';
import type { ServicesState, UpdateState } from './servicesState';

const TOP = 10;
/** The window at the end of the range that values are ranked by, seconds: at most this, however long the range. */
const MOST_RANKED_SECONDS = 3600;

interface Props {
  source: DataSourceChoice;
  context: ServiceContext;
  family: MetricFamily;
  /** The last moment of the range at which an instance answered, Unix milliseconds. */
  at: number;
  scene: PageScene;
  range: TimeRange;
  state: ServicesState;
  update: UpdateState;
}

/** One metric taken apart by one of its labels: its largest values, over time. */
export function Breakdown({ source, context, family, at, scene, range, state, update }: Props) {
  const styles = useStyles2(getStyles);
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.scrollIntoView?.({ block: 'nearest' }), []);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const key = `${questionOf(source, context)} ${family.name}`;
  const labels = useLoaded(`${key} ${from} ${to}`, (signal) =>
    labelNames(source, metricSelector(context, labelledBy(family)), { from, to }, signal)
  );
  // A histogram's bounds and a summary's quantiles are no labels to take it apart by; nor is the job, which is one.
  const choices = (labels.data ?? []).filter(
    (label) => LABEL_NAME.test(label) && !['job', 'le', 'quantile'].includes(label)
  );
  const label = choices.includes(state.by) ? state.by : (choices.find((one) => one !== 'instance') ?? choices[0]);
  const measures = measuresOf(family);
  const measure = measures.find(({ title }) => title === state.measure) ?? measures[0];
  return (
    <section ref={place} className={styles.section} aria-label={`${family.name}, broken down`}>
      <Stack direction="row" gap={1} alignItems="flex-end" wrap="wrap">
        <code className={styles.name}>{family.name}</code>
        <Field label="By" noMargin>
          <Combobox
            id="quayside-by"
            width={24}
            loading={labels.loading}
            options={choices.map((one) => ({ value: one, label: one }))}
            value={label ?? null}
            onChange={({ value }) => update({ by: value })}
          />
        </Field>
        {measures.length > 1 && (
          <Field label="Measure" noMargin>
            <Combobox
              id="quayside-measure"
              width={16}
              options={measures.map(({ title }) => ({ value: title, label: title }))}
              value={measure?.title ?? null}
              onChange={({ value }) => update({ measure: value })}
            />
          </Field>
        )}
        <IconButton
          name="times"
          tooltip="Close"
          aria-label={`Close the breakdown of ${family.name}`}
          onClick={() => update({ metric: '', by: '', measure: '' })}
        />
      </Stack>
      {labels.problem && <ProblemNotice problem={labels.problem} />}
      {family.series > MOST_SERIES ? (
        <NothingHere title={`${family.series.toLocaleString('en')} series are too many to be taken apart`}>
          Choose an instance above: {MOST_SERIES.toLocaleString('en')} are the most.
        </NothingHere>
      ) : label !== undefined && measure ? (
        <TopValues
          key={`${label} ${measure.id}`}
          {...{ source, context, family, at, scene, range, label, measure }}
          questionKey={`${key} ${label} ${measure.id} ${from} ${at}`}
        />
      ) : (
        labels.data && (
          <NothingHere title="It has no labels to be taken apart by">Each of its series is an instance.</NothingHere>
        )
      )}
    </section>
  );
}

interface TopProps extends Pick<Props, 'source' | 'context' | 'family' | 'at' | 'scene' | 'range'> {
  label: string;
  measure: ServiceSignal;
  questionKey: string;
}

/** The values of a label with the largest measure at the end of the range, or when it answered last, and how they came to it. */
function TopValues({ source, context, family, at, scene, range, label, measure, questionKey }: TopProps) {
  const styles = useStyles2(getStyles);
  const seconds = Math.min(MOST_RANKED_SECONDS, (at - range.from.valueOf()) / 1000);
  const window = durationText(Math.max(seconds, 4 * scrapeOf(context)));
  const top = useLoaded(questionKey, async (signal) => {
    const ranked = { ...context, window };
    const [samples, counted] = await Promise.all([
      queryInstant(source, topValues(ranked, measure, label, TOP), at, signal),
      queryInstant(source, valueCount(ranked, family, label), at, signal),
    ]);
    return {
      values: [...new Set(samples.map(({ labels }) => labels[label] ?? ''))].slice(0, TOP),
      count: counted[0]?.value ?? 0,
    };
  });
  const values = top.data?.values;
  const panels = useMemo(() => {
    if (!values) {
      return [];
    }
    const only = { ...context, by: [label], only: { label, values } };
    return [
      signalPanel({
        source,
        title: `${measure.title} by ${label}`,
        description: measure.description,
        unit: measure.unit,
        lines: [{ expr: measure.query(only), legend: `{{${label}}}` }],
        minStepSeconds: scrapeOf(context),
        whenEmpty: 'No value in this range.',
        signed: family.type === 'gauge',
      }),
    ];
  }, [source, context, family, label, measure.id, values]); // eslint-disable-line react-hooks/exhaustive-deps -- a measure is its id
  const attached = useAttached(scene, panels);
  const [panel] = panels;
  if (top.problem) {
    return <ProblemNotice problem={top.problem} />;
  }
  if (!top.data) {
    return <LoadingPlaceholder text={`Looking for the largest by ${label}…`} />;
  }
  if (top.data.values.length === 0) {
    return <NothingHere title="No value at the end of this range">Choose a range in which there was one.</NothingHere>;
  }
  return (
    <>
      <div className={styles.panel}>{attached && panel && <panel.Component model={panel} />}</div>
      <p className={styles.quiet}>
        {top.data.count > top.data.values.length
          ? `The ${top.data.values.length} largest of ${top.data.count.toLocaleString('en')} values, by the last ${window} ${at === range.to.valueOf() ? 'of the range' : 'in which it answered'}.`
          : `All ${top.data.values.length} values.`}
      </p>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    marginBottom: theme.spacing(1),
    border: `1px solid ${theme.colors.primary.border}`,
    borderRadius: theme.shape.radius.default,
  }),
  name: css({ overflowWrap: 'anywhere', background: 'none', border: 0, alignSelf: 'center' }),
  panel: css({ height: 260, position: 'relative', minWidth: 0 }),
  quiet: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: 0 }),
});

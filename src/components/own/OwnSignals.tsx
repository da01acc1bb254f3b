import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import { queryCheckText } from '../../checks/rules/chosenText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Conventions } from '../../signals/conventions';
import type { DerivedMetric } from '../../signals/derived/derivedMetric';
import { ownAlerted, ownSignals, type OwnSignal } from '../../signals/derived/ownSignals';
import { cardStyle } from '../cardStyle';
import { sizeText } from '../logs/sizeText';
import { MiniChart } from '../MiniChart';
import { pageUrl } from '../paths';
import { ProblemNotice } from '../ProblemNotice';
import { sectionTitle } from '../sectionTitle';
import { formatValue } from '../units';
import { useLoaded } from '../useLoaded';
import { WhenSeen } from '../WhenSeen';
import { loadOwnSignal, type OwnGlance } from './loadOwnSignal';

interface Props {
  metrics: readonly DerivedMetric[];
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice;
  conventions: Conventions;
  range: TimeRange;
  /** Bytes of logs that all of them may read together. */
  budget: number;
}

/** One signal for each metric: of a distribution the percentile that says most. */
function shownOf(metrics: readonly DerivedMetric[]): OwnSignal[] {
  return metrics.flatMap((metric) => {
    const all = ownSignals([metric]);
    return all.find(({ reading }) => reading.kind === 'percentile' && reading.share === 0.95) ?? all[0] ?? [];
  });
}

/** Metrics that somebody made of log lines, at a glance; nothing where there are none. */
export function OwnSignals({ metrics, ...more }: Props) {
  const styles = useStyles2(getStyles);
  const shown = shownOf(metrics);
  if (shown.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="quayside-own-title" data-testid="quayside-own">
      <h2 id="quayside-own-title" className={styles.title}>
        <TextLink href={pageUrl('derived', {}, more.range)} inline={false}>
          Signals of your own
        </TextLink>
      </h2>
      <div className={styles.card}>
        {shown.map((signal) => (
          <WhenSeen key={signal.id} minHeight={48}>
            <One signal={signal} {...more} budget={more.budget / shown.length} />
          </WhenSeen>
        ))}
      </div>
    </section>
  );
}

function noteOf({ series, story, tooDear }: OwnGlance): string | undefined {
  if (tooDear !== undefined) {
    return `${story ? 'Recorded in part' : 'Not recorded'}: drawing the rest of this range would read about ${sizeText(tooDear)} of logs.`;
  }
  if (!series) {
    return 'No lines in this range.';
  }
  return story?.stopped === undefined ? undefined : 'Recorded no longer: its end is read from the logs.';
}

/** Where an alert on a signal is tried on the past and installed: of its recording, where there is one that has not stopped. */
function alertUrl(signal: OwnSignal, conventions: Conventions, isRecorded: boolean, range: TimeRange): string {
  const { title, unit } = signal;
  return pageUrl(
    'check',
    { check: queryCheckText({ ...ownAlerted(signal, conventions, isRecorded), title, unit }) },
    range
  );
}

interface OneProps extends Omit<Props, 'metrics'> {
  signal: OwnSignal;
}

function One({ signal, prometheus, loki, conventions, range, budget }: OneProps) {
  const styles = useStyles2(getStyles);
  const [from, to] = [range.from.valueOf(), range.to.valueOf()];
  const key = `${signal.id} ${JSON.stringify(signal.metric)} ${loki.uid} ${prometheus?.uid ?? ''} ${from} ${to} ${budget}`;
  const { data, problem } = useLoaded(key, (abort) =>
    loadOwnSignal(signal, { prometheus, loki, conventions, range: { from, to }, budget }, abort)
  );
  const newest = data?.series?.values.at(-1);
  const note = data && noteOf(data);
  return (
    <div className={styles.one}>
      <div className={styles.head}>
        <span>{signal.title}</span>
        <span className={styles.value}>{newest === undefined ? '' : formatValue(newest, signal.unit)}</span>
      </div>
      {problem && <ProblemNotice problem={problem} severity="warning" />}
      {data?.series && <MiniChart series={data.series} label={`${signal.title} over the range`} width={260} />}
      {note && <p className={styles.note}>{note}</p>}
      {data && (
        <TextLink
          href={alertUrl(signal, conventions, data.story !== undefined && data.story.stopped === undefined, range)}
          variant="bodySmall"
          aria-label={`Alert on ${signal.title}`}
        >
          Alert on this
        </TextLink>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  card: css({
    ...cardStyle(theme),
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
  }),
  one: css({ minWidth: 0 }),
  head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
  value: css({ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

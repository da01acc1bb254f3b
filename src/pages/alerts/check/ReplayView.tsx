import React, { useEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { dateTime, dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Alert, Button, LoadingPlaceholder, useStyles2, useTheme2 } from '@grafana/ui';
import { parameterValues, thresholdOf } from '../../../checks/check';
import { replay, type Firing } from '../../../checks/replay';
import { alertRuleOf } from '../../../checks/rules/alertRule';
import type { ChosenCheck } from '../../../checks/rules/chosen';
import { subjectKey, subjectOf } from '../../../checks/subject';
import { isOfSignal } from '../../../checks/rules/chosenText';
import { useInstallation } from '../../../components/InstallationContext';
import { sizeText } from '../../../components/logs/sizeText';
import { NothingHere } from '../../../components/NothingHere';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { formatDuration, formatValue } from '../../../components/units';
import { useLoaded } from '../../../components/useLoaded';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { logBudgetOf } from '../../../grafana/settings';
import type { Labels } from '../../../signals/identity';
import { subjectText } from '../../../checks/subjectText';
import { FiringTable } from './FiringTable';
import { loadReplay, MOST_SUBJECTS, replayBytes, replayQueries, type ReplayData } from './loadReplay';
import { ReplayChart } from './ReplayChart';
import { replayStep } from './replaySteps';

/** How often the rule is evaluated where it is installed. */
const INTERVAL_SECONDS = 60;

interface Props {
  chosen: ChosenCheck;
  source: DataSourceChoice;
  /** Unix milliseconds. */
  from: number;
  to: number;
  /** The parameters with what is being dragged at the moment. */
  parameters: Readonly<Record<string, number>>;
  onThreshold: (value: number, done: boolean) => void;
}

/** A check over the past: what it would have said, and when. */
export function ReplayView(props: Props) {
  const { chosen, source, from, to } = props;
  const { installation, settings } = useInstallation();
  const { conventions } = installation;
  const stepSeconds = replayStep((to - from) / 1000, chosen.check.source, INTERVAL_SECONDS);
  const question = { chosen, conventions, source, from, to, stepSeconds };
  const { value, guard } = replayQueries(chosen, conventions);
  const key = `${source.uid} ${from} ${to} ${value} ${guard ?? ''}`;
  const [paid, setPaid] = useState<string>();
  const isLogs = chosen.check.source === 'logs';
  const price = useLoaded(isLogs ? key : null, (signal) => replayBytes(question, signal));
  const bytes = isLogs ? price.data : 0;
  const isFree = !isLogs || paid === key || (!price.loading && (bytes ?? Infinity) <= logBudgetOf(settings));
  const data = useLoaded(isFree ? key : null, (signal) => loadReplay(question, signal));

  if (price.problem) {
    return <ProblemNotice problem={price.problem} />;
  }
  if (isLogs && !isFree && !price.loading) {
    return (
      <Alert severity="info" title="A replay of this check reads logs">
        <p>
          {bytes === undefined
            ? 'How much cannot be told beforehand.'
            : `This range holds about ${sizeText(bytes)} of them, all of which are read once.`}{' '}
          A shorter range costs less.
        </p>
        <Button size="sm" onClick={() => setPaid(key)}>
          {bytes === undefined ? 'Read them' : `Read ${sizeText(bytes)}`}
        </Button>
      </Alert>
    );
  }
  return (
    <>
      {data.problem && <ProblemNotice problem={data.problem} />}
      {!data.data && !data.problem && <LoadingPlaceholder text="Replaying it on your data…" />}
      {data.data && <Replayed {...props} data={data.data} isLoading={data.loading} />}
    </>
  );
}

/** The highest of many values, without spreading them over a call's arguments. */
function furthest(values: readonly number[]): number {
  return values.reduce((max, value) => (Number.isFinite(value) && value > max ? value : max), -Infinity);
}

const DAY_MS = 86_400_000;

function spanText(ms: number): string {
  const days = ms / DAY_MS;
  return Number.isInteger(days) ? `${days} ${days === 1 ? 'day' : 'days'}` : formatDuration(ms / 1000);
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function Replayed({
  chosen,
  parameters,
  onThreshold,
  data,
  isLoading,
}: Props & { data: ReplayData; isLoading: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { conventions } = useInstallation().installation;
  const { check } = chosen;
  const { input, from, to, stepSeconds, isTruncated } = data;
  const rule = useMemo(() => alertRuleOf({ ...chosen, parameters: {} }, { conventions }), [chosen, conventions]);
  const firings = useMemo(() => {
    // Prometheus is asked at multiples of the step: a series without a point at the last of them has ended before it.
    const last = check.source === 'metrics' ? { to: Math.floor(to / 1000 / stepSeconds) * stepSeconds * 1000 } : {};
    return replay(check, parameters, { ...input, ...last }, stepSeconds, rule);
  }, [check, parameters, input, stepSeconds, rule, to]);
  // Of a signal nobody knows yet what is too much: just below its highest is where to begin.
  const highest = Math.max(...input.values.map(({ values }) => furthest(values)), -Infinity);
  const isUnset = isOfSignal(check) && typeof check.threshold === 'string' && !(check.threshold in chosen.parameters);
  const proposal =
    isUnset && Number.isFinite(highest) && !isLoading ? Number((highest * 0.9).toPrecision(2)) : undefined;
  useEffect(() => {
    if (proposal !== undefined) {
      onThreshold(proposal, true);
    }
    // What it is called with is new at each render; only the proposal counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [proposal]);
  const keyOf = (labels: Labels) => subjectKey(subjectOf(check, conventions, labels));
  const fired = [...new Set(firings.map(({ labels }) => keyOf(labels)))];
  const colors = new Map(
    fired.map((one, index) => [one, theme.visualization.getColorByName(PALETTE[index % PALETTE.length] ?? 'blue')])
  );
  const colorOf = (labels: Labels) => colors.get(keyOf(labels));
  const nameOf = (labels: Labels) => subjectText(subjectOf(check, conventions, labels));
  const thresholdId = typeof check.threshold === 'string' ? check.threshold : undefined;
  const parameter = check.parameters.find(({ id }) => id === thresholdId);
  const span = spanText(to - from);
  const first = Math.min(...input.values.map((series) => series.times[0] ?? Infinity));
  const isShort = Number.isFinite(first) && first - from > (to - from) * 0.05;
  if (input.values.length === 0) {
    return (
      <NothingHere title="There is nothing to replay">
        Over {span} nothing had a value that this check could look at.
        {check.needs.length > 0 && ` It reads ${check.needs.join(', ')}.`} Choose a longer time, or look whether the
        check applies here in the list of all checks.
      </NothingHere>
    );
  }
  const held = thresholdOf(check, parameters);
  return (
    <>
      <p className={styles.result} role="status" data-testid="quayside-replay-count">
        {firings.length === 0
          ? `Over ${span} it would not have fired.`
          : `Over ${span} it would have fired ${times(firings.length)}, for ${fired.length} of ${input.values.length}${isTruncated ? ' or more' : ''}.`}
        {isLoading && ' Asking again…'}
      </p>
      <ReplayChart
        series={input.values}
        firings={firings}
        from={from}
        to={to}
        stepSeconds={stepSeconds}
        unit={check.unit}
        threshold={held}
        bounds={parameter && { min: parameter.min, max: parameter.max }}
        onThreshold={onThreshold}
        nameOf={nameOf}
        colorOf={colorOf}
      />
      <p className={styles.note}>
        {parameter
          ? `Fires where the line is ${WORDS[check.compare]} ${formatValue(held, check.unit)}: drag the dashed line, or focus it and use the arrow keys. `
          : ''}
        Evaluated every {formatDuration(stepSeconds)}: start and end are as exact as that
        {stepSeconds > INTERVAL_SECONDS ? ', and what was shorter may be missing' : ''}.
        {check.guard ? ' A line that crosses without firing did not meet the check’s further condition.' : ''}
        {isTruncated ? ` Only the ${MOST_SUBJECTS} that came closest are replayed.` : ''}
        {isShort ? ` The data begin at ${dateTimeFormat(first)}.` : ''}
      </p>
      {firings.length > 0 && (
        <FiringTable
          check={check}
          firings={firings}
          conventions={conventions}
          rangeOf={(firing) => around(firing, to)}
          colorOf={colorOf}
        />
      )}
    </>
  );
}

const WORDS = { '>': 'above', '>=': 'at or above', '<': 'below', '==': 'at' } as const;

/** Grafana's names of colours that stay apart in both themes. */
const PALETTE = [
  'blue',
  'orange',
  'purple',
  'green',
  'yellow',
  'red',
  'super-light-purple',
  'dark-blue',
  'dark-orange',
  'dark-green',
];

const MARGIN_MS = 30 * 60_000;

/** The time around a firing, so that what led to it is seen too. */
function around({ activeAt, end }: Firing, to: number): TimeRange {
  const [begin, stop] = [dateTime(activeAt - MARGIN_MS), dateTime(Math.min(to, (end ?? to) + MARGIN_MS))];
  return { from: begin, to: stop, raw: { from: begin, to: stop } };
}

/** The parameters of a chosen check, complete. */
export function completeParameters({ check, parameters }: ChosenCheck): Record<string, number> {
  return parameterValues(check, parameters);
}

const getStyles = (theme: GrafanaTheme2) => ({
  result: css({ ...theme.typography.h4, margin: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

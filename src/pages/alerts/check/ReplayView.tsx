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
import { shortestWindow } from '../../../signals/shortestWindow';
import { subjectText } from '../../../checks/subjectText';
import { FiringTable } from './FiringTable';
import { loadReplay, MOST_SUBJECTS, RANK_POINTS, replayBytes, replayQueries, type ReplayData } from './loadReplay';
import { ReplayChart } from './ReplayChart';
import { finestStep, piecesOf, replayStep } from './replaySteps';
import { finerText, gapsText, resultText, spanText, type Seen } from './replayWords';

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
  const { value, guard } = replayQueries(chosen, conventions);
  const asked = `${source.uid} ${from} ${to} ${value} ${guard ?? ''}`;
  const [exact, setExact] = useState<string>();
  const span = (to - from) / 1000;
  const finest = finestStep(span, INTERVAL_SECONDS);
  const forSeconds = chosen.forSeconds ?? chosen.check.forSeconds;
  const windowSeconds = shortestWindow(`${value} ${guard ?? ''}`);
  const usual = replayStep(span, {
    source: chosen.check.source,
    intervalSeconds: INTERVAL_SECONDS,
    windowSeconds,
    forSeconds,
  });
  const stepSeconds = exact === asked ? finest : usual;
  const question = { chosen, conventions, source, from, to, stepSeconds };
  const key = `${asked} ${stepSeconds}`;
  const [paid, setPaid] = useState<string>();
  const isLogs = chosen.check.source === 'logs';
  const price = useLoaded(isLogs ? asked : null, (signal) => replayBytes(question, signal));
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
      {data.data && (
        <Replayed
          {...props}
          data={data.data}
          isLoading={data.loading}
          windowSeconds={windowSeconds}
          onFiner={
            data.data.stepSeconds > finest
              ? {
                  text: finerText(
                    finest,
                    isLogs ? bytes : undefined,
                    piecesOf({ from, to }, finest, chosen.check.source)
                  ),
                  act: () => {
                    setExact(asked);
                    setPaid(`${asked} ${finest}`);
                  },
                }
              : undefined
          }
        />
      )}
    </>
  );
}

/** The highest of many values, without spreading them over a call's arguments. */
function furthest(values: readonly number[]): number {
  return values.reduce((max, value) => (Number.isFinite(value) && value > max ? value : max), -Infinity);
}

interface ReplayedProps extends Props {
  data: ReplayData;
  isLoading: boolean;
  windowSeconds: number | undefined;
  /** Looks closer, where it can be looked closer. */
  onFiner: { text: string; act: () => void } | undefined;
}

function Replayed({ chosen, parameters, onThreshold, data, isLoading, windowSeconds, onFiner }: ReplayedProps) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { conventions } = useInstallation().installation;
  const { check } = chosen;
  const { input, from, to, stepSeconds, isTruncated } = data;
  const rule = useMemo(() => alertRuleOf({ ...chosen, parameters: {} }, { conventions }), [chosen, conventions]);
  const firings = useMemo(
    () => replay(check, parameters, input, stepSeconds, rule),
    [check, parameters, input, stepSeconds, rule]
  );
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
  const isRanked = check.source === 'metrics' && check.subject === 'container';
  const seen: Seen = {
    stepSeconds,
    intervalSeconds: INTERVAL_SECONDS,
    windowSeconds,
    forSeconds: rule.forSeconds,
    subjects: input.values.length,
    isTruncated,
  };
  return (
    <>
      <p className={styles.result} role="status" data-testid="quayside-replay-count">
        {resultText({ span, firings: firings.length, fired: fired.length, seen })}
        {isLoading && ' Asking again…'}
      </p>
      {seen.stepSeconds > seen.intervalSeconds && (
        <p className={styles.note} data-testid="quayside-replay-gaps">
          {gapsText(seen)}{' '}
          {onFiner && (
            <Button size="sm" variant="secondary" fill="text" disabled={isLoading} onClick={onFiner.act}>
              {onFiner.text}
            </Button>
          )}
        </p>
      )}
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
        Evaluated every {formatDuration(stepSeconds)}: start and end are as exact as that.
        {check.guard ? ' A line that crosses without firing did not meet the check’s further condition.' : ''}
        {isTruncated
          ? ` There are more than ${MOST_SUBJECTS}: those are replayed that came closest, ${isRanked ? `as far as ${RANK_POINTS} looks over the time tell, ` : ''}and nothing is said of the others.`
          : ''}
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

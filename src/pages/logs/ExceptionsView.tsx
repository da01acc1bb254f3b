import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Alert, Button, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { countText } from '../../components/logs/sizeText';
import { NothingHere } from '../../components/NothingHere';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Reading, TimeSlice } from '../../signals/logBudget';
import { exceptionLinesOf, type LogQuery } from '../../signals/logQuery';
import { ExceptionCard } from './ExceptionCard';
import { loadExceptions, type ExceptionList } from './loadExceptions';
import { loadRecordedExceptions, type RecordedExceptions } from './recordedExceptions';
import type { ChangeLogs, LogsState } from '../../components/logs/logsState';
import { QueryLinks } from '../../components/logs/QueryLinks';

interface Props {
  source: DataSourceChoice;
  /** Where recordings are. */
  prometheus: DataSourceChoice | undefined;
  query: LogQuery;
  timeRange: TimeRange;
  range: TimeSlice;
  reading: Reading;
  /** Bytes of logs that may be read unasked. */
  budget: number;
  state: LogsState;
  onChange: ChangeLogs;
}

const FIRST = 20;

/** The streams began well within the period before: it says less than its length. */
const YOUNG = 0.1;

/** What keeps "new" from meaning what it says; nothing where it does. */
function noteOf({ before }: ExceptionList, { from, to }: TimeSlice): string {
  if (!before) {
    return 'The period before holds no lines of these streams: nothing can be called new.';
  }
  if (!before.complete) {
    return 'The period before was read in part only: what is called new may have happened then as well.';
  }
  return before.since > from - (to - from) * (1 - YOUNG)
    ? `The period before holds lines since ${dateTimeFormat(before.since)} only: what is called new is new since then.`
    : '';
}

/** What is recorded of them: of all lines, but not which. */
const recordedText = ({ count, share }: RecordedExceptions) =>
  `In all, ${countText(count)} ${count === 1 ? 'line names' : 'lines name'} something thrown, as recorded of ${share >= 0.995 ? 'the whole' : `${Math.floor(share * 100)} % of the`} range.`;

/** What was thrown, each thing once. */
export function ExceptionsView(props: Props) {
  const { source, prometheus, query, timeRange, range, reading, budget, state, onChange } = props;
  const styles = useStyles2(getStyles);
  const [limit, setLimit] = useState(FIRST);
  const everything = state.all === '1';
  const expr = exceptionLinesOf(query);
  const { data, loading, problem } = useLoaded(
    `${source.uid} ${expr} ${range.from} ${range.to} ${reading.share}`,
    (signal) => loadExceptions(source, query, range, reading, { everything, budget }, signal)
  );
  const partly = data !== undefined && !data.complete;
  const recorded = useLoaded(
    partly && prometheus ? `${prometheus.uid} ${expr} ${range.from} ${range.to}` : null,
    (signal) => (prometheus ? loadRecordedExceptions(prometheus, query, range, signal) : Promise.resolve(undefined))
  );
  const groups = data?.groups ?? [];
  const isNew = (fingerprint: string) => data?.before !== undefined && !data.before.fingerprints.has(fingerprint);
  return (
    <section aria-label="Exceptions" className={styles.section}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <span className={styles.note} role="status">
          {loading
            ? 'Looking for exceptions…'
            : data &&
              `${countText(data.total)} exceptions and errors of ${countText(groups.length)} kind${groups.length === 1 ? '' : 's'} in ${data.how}.`}
        </span>
        <QueryLinks source={source} expr={expr} range={range} />
      </Stack>
      {data && groups.length > 0 && noteOf(data, range) !== '' && <p className={styles.note}>{noteOf(data, range)}</p>}
      {problem && <ProblemNotice problem={problem} />}
      {!data && loading && <LoadingPlaceholder text="Looking for exceptions…" />}
      {data && groups.length === 0 && (
        <NothingHere title="No exceptions" kind="completed">
          No line that was read names an exception, has a stack trace or the level of an error.
        </NothingHere>
      )}
      {data && !data.complete && groups.length > 0 && (
        <Alert severity="info" title="Counts are of what was read">
          There are more lines than were read. Choose a shorter range or fewer containers for exact counts.
          {recorded.data && ` ${recordedText(recorded.data)}`}
        </Alert>
      )}
      {groups.slice(0, limit).map((group) => (
        <ExceptionCard
          key={group.fingerprint}
          group={group}
          isNew={isNew(group.fingerprint)}
          range={range}
          timeRange={timeRange}
          state={state}
          onChange={onChange}
        />
      ))}
      {groups.length > limit && (
        <Button size="sm" variant="secondary" onClick={() => setLimit(limit * 3)}>
          Show more: {countText(groups.length - limit)} kinds are left
        </Button>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

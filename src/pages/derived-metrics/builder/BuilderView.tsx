import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, LoadingPlaceholder, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { ActiveFilters } from '../../../components/logs/ActiveFilters';
import { FieldsView } from '../../../components/logs/FieldsView';
import { FilterBar } from '../../../components/logs/FilterBar';
import { SelectionBar } from '../../../components/logs/SelectionBar';
import type { PageScene } from '../../../components/PageScene';
import { ProblemNotice } from '../../../components/ProblemNotice';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { linesOf, NO_FILTER } from '../../../signals/logQuery';
import { drawnFromLogs } from '../../../signals/derived/derivedDrawing';
import { AttemptNotice } from '../AttemptNotice';
import { useAttempt } from '../useAttempt';
import { Becomes } from './Becomes';
import { FieldActions } from './FieldActions';
import { GroupForm } from './GroupForm';
import { MeasureForm } from './MeasureForm';
import { MatchingLines } from './MatchingLines';
import { NameForm } from './NameForm';
import { PreviewView } from './PreviewView';
import { QueryText } from './QueryText';
import { useBuilder } from './useBuilder';
import { useCapping } from './useCapping';
import { WhenOpen } from './WhenOpen';

/** From lines to a metric: which lines, what of them, split by what; tried before it is saved. */
export function BuilderView({ loki, scene, range }: { loki: DataSourceChoice; scene: PageScene; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { conventions } = useInstallation().installation;
  const builder = useBuilder(loki, range);
  const { state, onChange, draft, change, metric, context, problems, failed, isLoading, tried, lines } = builder;
  const capping = useAttempt();
  const cap = useCapping(loki, builder, range, capping);
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const all = linesOf({ ...lines, filter: NO_FILTER });
  const isCapping = capping.progress !== undefined;
  return (
    <div className={styles.page}>
      <section aria-label="Which lines" className={styles.part}>
        <h2 className={styles.title}>1. Which lines</h2>
        <SelectionBar source={loki} conventions={conventions} range={range} state={state} onChange={onChange} />
        <FilterBar source={loki} expr={all} range={times} state={state} onChange={onChange} />
        <ActiveFilters state={state} onChange={onChange} />
        <WhenOpen summary="These lines: click on a part of one to filter by it">
          <MatchingLines source={loki} query={lines} range={range} scene={scene} state={state} onChange={onChange} />
        </WhenOpen>
      </section>
      <section aria-label="What of them" className={styles.part}>
        <h2 className={styles.title}>2. What of them</h2>
        <MeasureForm measure={draft.measure} onChange={(measure) => change({ measure })} />
        <GroupForm by={draft.by} onChange={(by) => change({ by })} onCap={cap} isBusy={isCapping} />
        <AttemptNotice attempt={capping} />
        <WhenOpen summary="Fields of these lines, with examples">
          <FieldsView
            source={loki}
            query={lines}
            range={times}
            state={state}
            onChange={onChange}
            actions={(field) => <FieldActions field={field} draft={draft} onChange={change} onCap={cap} />}
          />
        </WhenOpen>
      </section>
      <section aria-label="What comes of it" className={styles.part}>
        <h2 className={styles.title}>3. What comes of it</h2>
        {problems.map((text) => (
          <Alert key={text} severity="warning" title={text} />
        ))}
        {failed.map((problem) => (
          <ProblemNotice key={problem.message} problem={problem} />
        ))}
        {failed.length > 0 && metric && (
          <QueryText
            exprs={drawnFromLogs(metric, context).map(({ expr }) => expr(`${metric.times.intervalSeconds}s`))}
          />
        )}
        {!tried && isLoading && <LoadingPlaceholder text="Trying it on your logs…" />}
        {tried && problems.length === 0 && (
          <PreviewView
            loki={loki}
            metric={tried.metric}
            context={context}
            preview={tried.preview}
            isLoading={isLoading}
            scene={scene}
            range={range}
            onCap={isCapping ? undefined : cap}
          />
        )}
      </section>
      <section aria-label="What it becomes" className={styles.part}>
        <h2 className={styles.title}>4. What it becomes</h2>
        <NameForm draft={draft} onChange={change} />
        <Becomes loki={loki} builder={builder} range={range} />
      </section>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(3), minWidth: 0 }),
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5), minWidth: 0 }),
  title: css({ fontSize: theme.typography.h4.fontSize, margin: 0 }),
});

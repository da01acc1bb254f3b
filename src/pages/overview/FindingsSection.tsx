import React, { useId } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Button, LoadingPlaceholder, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { GROUPINGS, type Grouping } from '../../checks/finding';
import { FindingList } from '../../components/findings/FindingList';
import { sizeText } from '../../components/logs/sizeText';
import { NothingHere } from '../../components/NothingHere';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Problem } from '../../grafana/Problem';
import type { HostState } from './loadHosts';
import { SeverityBadges } from './SeverityBadges';
import type { OverviewState } from './useOverview';

/** How many things with findings are listed at first: what fits a screen. */
const FIRST = 25;

/** The page's state, as the URL holds it: how findings are put together, whether all are listed, which logs are read. */
export const OVERVIEW_DEFAULTS = { by: 'cause', show: 'first', logs: 'budget' };

type UrlState = typeof OVERVIEW_DEFAULTS;

const BY: Record<Grouping, string> = { cause: 'By cause', host: 'By host', check: 'By check' };

function summary({ findings, metrics, recorded, logs, byRules }: OverviewState, at: number): string {
  const asked = [metrics, recorded, logs].reduce((sum, { data }) => sum + (data?.asked ?? 0), byRules);
  const rules = byRules > 0 ? ` (${byRules} by their rules)` : '';
  const time = dateTimeFormat(at);
  return findings.length === 0
    ? `None of ${asked} checks${rules} holds, as of ${time}.`
    : `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} of ${asked} checks${rules}, as of ${time}. What is worst, or fails first, comes first.`;
}

/** Problems that are alike said once, with the checks that they concern. */
function Failed({ failed }: { failed: ReadonlyArray<{ check: { title: string }; problem: Problem }> }) {
  const byText = new Map<string, { problem: Problem; titles: string[] }>();
  for (const { check, problem } of failed) {
    const one = byText.get(problem.message) ?? { problem, titles: [] };
    byText.set(problem.message, { problem, titles: [...one.titles, check.title] });
  }
  return (
    <>
      {[...byText].map(([text, { problem }]) => (
        <ProblemNotice key={text} problem={problem} severity="warning" />
      ))}
    </>
  );
}

interface Props {
  overview: OverviewState;
  hosts: readonly HostState[] | undefined;
  source: DataSourceChoice;
  loki: DataSourceChoice | undefined;
  range: TimeRange;
  state: UrlState;
  onChange: (patch: Partial<UrlState>) => void;
}

/** What is wrong, or about to be, the worst first; and what was not asked. */
export function FindingsSection({ overview, hosts, source, loki, range, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { findings, metrics, recorded, logs, evidence, conventions, loading } = overview;
  const by = GROUPINGS.find((grouping) => grouping === state.by) ?? 'cause';
  const tooDear = logs.data?.tooDear ?? [];
  const price = tooDear.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <section className={styles.findings} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          Findings
        </h2>
        {findings.length > 1 && (
          <RadioButtonGroup
            size="sm"
            aria-label="Put findings together"
            value={by}
            options={GROUPINGS.map((value) => ({ value, label: BY[value] }))}
            onChange={(value) => onChange({ by: value })}
          />
        )}
      </div>
      {!metrics.data && !metrics.problem && <LoadingPlaceholder text="Asking the checks…" />}
      {metrics.data && (
        <p className={styles.summary}>
          <SeverityBadges findings={findings} />
          {summary(overview, range.to.valueOf())}
          {logs.loading && ' The logs are still asked.'}
        </p>
      )}
      {recorded.problem && !metrics.problem && <ProblemNotice problem={recorded.problem} severity="warning" />}
      {logs.problem && <ProblemNotice problem={logs.problem} severity="warning" />}
      <Failed failed={[metrics.data, recorded.data, logs.data, evidence].flatMap((part) => part?.failed ?? [])} />
      {findings.length > 0 && (
        <FindingList
          findings={findings}
          evidence={evidence?.series}
          source={source}
          loki={loki}
          conventions={conventions}
          range={range}
          by={by}
          {...(state.show === 'all' ? {} : { limit: FIRST })}
          onShowAll={() => onChange({ show: 'all' })}
        />
      )}
      {!loading && metrics.data && findings.length === 0 && hosts && hosts.length > 0 && (
        <NothingHere kind="completed" title="Nothing is wrong">
          Nothing that the checks know of, on {hosts.length} {hosts.length === 1 ? 'host' : 'hosts'}.
        </NothingHere>
      )}
      {tooDear.length > 0 && (
        <p className={styles.summary} data-testid="quayside-too-dear">
          {tooDear.length} {tooDear.length === 1 ? 'check' : 'checks'} of logs {tooDear.length === 1 ? 'was' : 'were'}{' '}
          not asked, which would read about {sizeText(price)}:{' '}
          {tooDear.map(({ asked }) => asked.check.title).join(', ')}.{' '}
          <Button variant="secondary" fill="text" size="sm" onClick={() => onChange({ logs: 'all' })}>
            Ask them too
          </Button>
        </p>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  findings: css({ minWidth: 0 }),
  head: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(0.5),
  }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  summary: css({ color: theme.colors.text.secondary, margin: theme.spacing(0, 0, 1) }),
});

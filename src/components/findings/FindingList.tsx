import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { findingKey, groupFindings, type Finding, type FindingGroup, type Grouping } from '../../checks/finding';
import { hostOfSubject } from '../../checks/subject';
import type { Series } from '../../grafana/prometheus';
import { cardStyle } from '../cardStyle';
import { FindingRow, type RowSurroundings } from './FindingRow';
import { Subject } from './Subject';

interface Props extends RowSurroundings {
  findings: readonly Finding[];
  evidence: ReadonlyMap<string, Series> | undefined;
  /** What findings are put together by; by their cause without it. */
  by?: Grouping;
  /** How many groups are listed before the rest is only counted. */
  limit?: number;
  onShowAll?: () => void;
  /** On a container's own page its name need not stand above each finding. */
  withSubject?: boolean;
}

/** How many findings of one group are listed before the rest is folded away. */
const UNFOLDED = 10;

function Heading({ group, by, range }: { group: FindingGroup; by: Grouping } & Pick<Props, 'range'>) {
  const { subject, findings } = group;
  switch (by) {
    case 'cause':
      return <Subject subject={subject} range={range} />;
    case 'host': {
      const host = hostOfSubject(subject);
      return <Subject subject={host === undefined ? subject : { kind: 'host', host }} range={range} />;
    }
    case 'check':
      return <span>{findings[0]?.check.title}</span>;
  }
}

/** Findings put together by what causes them, by host or by check, the worst first, each with its evidence. */
export function FindingList({
  findings,
  evidence,
  by = 'cause',
  limit,
  onShowAll,
  withSubject = true,
  ...surroundings
}: Props) {
  const styles = useStyles2(getStyles);
  const groups = groupFindings(findings, by);
  const shown = limit === undefined ? groups : groups.slice(0, limit);
  const rows = (some: readonly Finding[], named: boolean) =>
    some.map((finding) => (
      <FindingRow
        key={findingKey(finding)}
        finding={finding}
        series={evidence?.get(findingKey(finding))}
        withSubject={named}
        withTitle={by !== 'check'}
        {...surroundings}
      />
    ));
  return (
    <div className={styles.list} data-testid="quayside-findings">
      {shown.map((group) => {
        const first = group.findings.slice(0, UNFOLDED);
        const rest = group.findings.slice(UNFOLDED);
        return (
          <section key={group.key} className={styles.group} aria-label="Finding">
            {withSubject && (
              <h3 className={styles.subject}>
                <Heading group={group} by={by} range={surroundings.range} />
              </h3>
            )}
            {rows(first, by !== 'cause')}
            {rest.length > 0 && (
              <details className={styles.more}>
                <summary>{rest.length} more</summary>
                {rows(rest, by !== 'cause')}
              </details>
            )}
            {group.explained.length > 0 && (
              <details className={styles.more}>
                <summary>
                  Explains {group.explained.length} other {group.explained.length === 1 ? 'finding' : 'findings'}
                </summary>
                {rows(group.explained, true)}
              </details>
            )}
          </section>
        );
      })}
      {shown.length < groups.length && (
        <div>
          {shown.length} of {groups.length} shown.{' '}
          <Button variant="secondary" fill="text" size="sm" onClick={onShowAll}>
            Show all
          </Button>
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  group: css(cardStyle(theme)),
  subject: css({
    ...theme.typography.body,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    overflowWrap: 'anywhere',
  }),
  more: css({
    borderTop: `1px solid ${theme.colors.border.weak}`,
    paddingTop: theme.spacing(0.5),
    '& > summary': { cursor: 'pointer', color: theme.colors.text.secondary },
  }),
});

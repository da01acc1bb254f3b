import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, ClipboardButton, Icon, LinkButton, Stack, TextLink, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import { condition, thresholdOf, type Severity } from '../../checks/check';
import { groupFindings, type Finding } from '../../checks/finding';
import type { FindingSubject } from '../../checks/subject';
import { subjectParts } from '../../checks/subjectText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { Series } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { MiniChart } from '../MiniChart';
import { formatDuration, formatValue } from '../units';
import { findingKey } from './loadEvidence';
import { subjectUrl } from './subjectUrl';

interface Props {
  findings: readonly Finding[];
  evidence: ReadonlyMap<string, Series> | undefined;
  source: DataSourceChoice;
  conventions: Conventions;
  range: TimeRange;
  /** How many groups are listed before the rest is only counted. */
  limit?: number;
  onShowAll?: () => void;
  /** On a container's own page its name need not stand above each finding. */
  withSubject?: boolean;
}

const WORD: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info' };
const COLOR: Record<Severity, 'red' | 'orange' | 'blue'> = { critical: 'red', warning: 'orange', info: 'blue' };

function Subject({ subject, range }: { subject: FindingSubject; range: TimeRange }) {
  const [name, where] = subjectParts(subject);
  return (
    <span>
      <TextLink href={subjectUrl(subject, range)} inline={false}>
        {name}
      </TextLink>
      {where ? ` ${where}` : ''}
    </span>
  );
}

/** What a finding's history says of its time: how long it has held, and when it fails. */
function When({ finding, now }: { finding: Finding; now: number }) {
  const { timeToFailure, since, sinceOrBefore, pending, check } = finding;
  const parts: string[] = [];
  if (timeToFailure) {
    const { estimate, low, high } = timeToFailure;
    const [earliest, latest] = [formatDuration(low), high ? formatDuration(high) : 'never'];
    const between = earliest === latest ? '' : ` (between ${earliest} and ${latest})`;
    parts.push(`in about ${formatDuration(estimate)}${between}`);
  } else if (since !== undefined) {
    parts.push(`for ${sinceOrBefore ? 'more than ' : ''}${formatDuration((now - since) / 1000)}`);
  }
  if (pending) {
    parts.push(`counts after ${formatDuration(check.forSeconds)}`);
  }
  return <span title={since === undefined ? undefined : `since ${dateTimeFormat(since)}`}>{parts.join(', ')}</span>;
}

function FindingRow({
  finding,
  series,
  source,
  conventions,
  range,
}: Pick<Props, 'source' | 'conventions' | 'range'> & { finding: Finding; series: Series | undefined }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { check, parameters, value, subject } = finding;
  const scope = subject.kind === 'container' ? { containers: [subject.container] } : {};
  const expr = condition(check, { conventions, scope, parameters });
  const now = range.to.valueOf();
  const color = { critical: theme.colors.error.main, warning: theme.colors.warning.main, info: theme.colors.info.main }[
    check.severity
  ];
  return (
    <div className={styles.row}>
      <div className={styles.badge}>
        <Badge
          color={finding.pending ? 'darkgrey' : COLOR[check.severity]}
          text={finding.pending ? 'Pending' : WORD[check.severity]}
        />
      </div>
      <div className={styles.what}>
        <div>
          {check.title}
          {subject.kind === 'target' && (
            <span className={styles.detail}>
              {subject.instance
                ? ` ${subject.instance}, job ${subject.job}`
                : ` no target of job ${subject.job} is left`}
            </span>
          )}
          <Tooltip
            content={
              <div>
                <p>{check.meaning}</p>
                <ol className={styles.steps}>
                  {check.firstSteps.map((step) => (
                    <li key={step}>{step}</li>
                  ))}
                </ol>
              </div>
            }
            interactive
          >
            <button
              type="button"
              className={styles.help}
              aria-label={`What “${check.title}” means, and what to do first`}
            >
              <Icon name="info-circle" size="sm" />
            </button>
          </Tooltip>
        </div>
        <div className={styles.detail}>
          {check.unit === 'state' ? '' : `${formatValue(value, check.unit)} `}
          {check.unit === 'state' || check.compare === '=='
            ? ''
            : `(limit ${formatValue(thresholdOf(check, parameters), check.unit)}) `}
          <When finding={finding} now={now} />
        </div>
      </div>
      <MiniChart
        series={series}
        label={`${check.title}: the last ${formatDuration(check.evidenceSeconds)}`}
        width={160}
        color={color}
      />
      <Stack direction="row" gap={0.5}>
        <LinkButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="compass"
          tooltip="Open in Explore"
          aria-label={`Open “${check.title}” in Explore`}
          href={exploreUrl(source, expr, { from: now - check.evidenceSeconds * 1000, to: now })}
        />
        <ClipboardButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="copy"
          tooltip="Copy the query"
          aria-label={`Copy the query of “${check.title}”`}
          getText={() => expr}
        />
      </Stack>
    </div>
  );
}

/** Findings put together by what they are about, the worst first, each with its evidence and the way to it. */
export function FindingList({
  findings,
  evidence,
  source,
  conventions,
  range,
  limit,
  onShowAll,
  withSubject = true,
}: Props) {
  const styles = useStyles2(getStyles);
  const groups = groupFindings(findings);
  const shown = limit === undefined ? groups : groups.slice(0, limit);
  return (
    <div className={styles.list} data-testid="quayside-findings">
      {shown.map((group) => (
        <section key={group.key} className={styles.group} aria-label="Finding">
          {withSubject && (
            <h3 className={styles.subject}>
              <Subject subject={group.subject} range={range} />
            </h3>
          )}
          {group.findings.map((finding) => (
            <FindingRow
              key={findingKey(finding)}
              finding={finding}
              series={evidence?.get(findingKey(finding))}
              source={source}
              conventions={conventions}
              range={range}
            />
          ))}
        </section>
      ))}
      {shown.length < groups.length && (
        <div>
          {shown.length} of {groups.length} shown.{' '}
          <button type="button" className={styles.more} onClick={onShowAll}>
            Show all
          </button>
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  group: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
    padding: theme.spacing(1, 1.5),
  }),
  subject: css({
    ...theme.typography.body,
    fontWeight: theme.typography.fontWeightMedium,
    margin: 0,
    overflowWrap: 'anywhere',
  }),
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 0),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  badge: css({ width: 76 }),
  what: css({ flex: '1 1 260px', minWidth: 0 }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  help: css({
    background: 'none',
    border: 'none',
    padding: theme.spacing(0, 0.5),
    color: theme.colors.text.secondary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  steps: css({ paddingLeft: theme.spacing(2), margin: 0 }),
  more: css({
    background: 'none',
    border: 'none',
    color: theme.colors.text.link,
    textDecoration: 'underline',
    padding: 0,
  }),
});

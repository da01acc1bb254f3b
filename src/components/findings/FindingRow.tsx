import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, ClipboardButton, Icon, LinkButton, Stack, TextLink, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import { thresholdOf, type Severity } from '../../checks/check';
import { conditionOf } from '../../checks/conditionOf';
import type { Finding } from '../../checks/finding';
import type { FindingSubject } from '../../checks/subject';
import { subjectParts, subjectText } from '../../checks/subjectText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { Series } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { useAtPlace } from '../InstallationContext';
import { MiniChart } from '../MiniChart';
import { formatDuration, formatValue } from '../units';
import { subjectUrl } from './subjectUrl';

/** What rows of findings are drawn with. */
export interface RowSurroundings {
  /** Prometheus. */
  source: DataSourceChoice;
  loki?: DataSourceChoice | undefined;
  conventions: Conventions;
  range: TimeRange;
}

const WORD: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info' };
const COLOR: Record<Severity, 'red' | 'orange' | 'blue'> = { critical: 'red', warning: 'orange', info: 'blue' };

/** What a finding is about, with the way to where it is shown. */
export function Subject({ subject, range }: { subject: FindingSubject; range: TimeRange }) {
  const [name, where] = subjectParts(subject);
  const atPlace = useAtPlace();
  return (
    <span>
      <TextLink href={atPlace(subjectUrl(subject, range))} inline={false}>
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

/** What it measured, and against which limit; nothing where the title says it all. */
function measured({ check, parameters, value }: Finding): string {
  if (check.unit === 'state' || !Number.isFinite(value)) {
    return '';
  }
  if (check.valueText) {
    return `${check.valueText.replace('{value}', formatValue(value, check.unit))} `;
  }
  const limit = check.compare === '==' ? '' : ` (limit ${formatValue(thresholdOf(check, parameters), check.unit)})`;
  return `${formatValue(value, check.unit)}${limit} `;
}

/** One finding: how grave, what, how much, since when, its history drawn, and its query. */
export function FindingRow({
  finding,
  series,
  withSubject,
  withTitle = true,
  source,
  loki,
  conventions,
  range,
}: RowSurroundings & { finding: Finding; series: Series | undefined; withSubject?: boolean; withTitle?: boolean }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { check, subject, silencedUntil, rule } = finding;
  const asked = check.source === 'metrics' ? source : loki;
  const expr = conditionOf(finding, conventions);
  const now = range.to.valueOf();
  const color = { critical: theme.colors.error.main, warning: theme.colors.warning.main, info: theme.colors.info.main }[
    check.severity
  ];
  const [name, where] = subjectParts(subject);
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
          {withSubject && (
            <>
              <Subject subject={subject} range={range} />
              {withTitle && ': '}
            </>
          )}
          {withTitle && check.title}
          {!withSubject && subject.kind === 'target' && (
            <span className={styles.detail}>{` ${subject.instance ? `${name}, ${where}` : where}`}</span>
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
          {silencedUntil !== undefined && (
            <Badge
              color="darkgrey"
              icon="bell-slash"
              text="Silenced"
              tooltip={`Nobody is told until ${dateTimeFormat(silencedUntil)}`}
            />
          )}
          {rule !== undefined && silencedUntil === undefined && (
            <Badge color="darkgrey" icon="bell" text="Alert" tooltip={`Told by a rule of ${rule}`} />
          )}
        </div>
        <div className={styles.detail}>
          {measured(finding)}
          <When finding={finding} now={now} />
        </div>
      </div>
      <MiniChart
        series={series}
        label={`${check.title}, ${subjectText(subject)}: the last ${formatDuration(check.evidenceSeconds)}`}
        width={160}
        color={color}
      />
      <Stack direction="row" gap={0.5}>
        {asked && (
          <LinkButton
            size="sm"
            variant="secondary"
            fill="text"
            icon="compass"
            tooltip="Open in Explore"
            aria-label={`Open “${check.title}” in Explore`}
            href={exploreUrl(asked, expr, { from: now - check.evidenceSeconds * 1000, to: now })}
          />
        )}
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

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0.75, 0),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  badge: css({ width: 76 }),
  what: css({ flex: '1 1 260px', minWidth: 0, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  help: css({
    background: 'none',
    border: 'none',
    padding: theme.spacing(0, 0.5),
    color: theme.colors.text.secondary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  steps: css({ paddingLeft: theme.spacing(2), margin: 0 }),
});

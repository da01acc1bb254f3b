import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, ClipboardButton, Icon, LinkButton, Stack, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import { conditionOf } from '../../checks/conditionOf';
import type { Finding } from '../../checks/finding';
import { subjectParts, subjectText } from '../../checks/subjectText';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { exploreUrl } from '../../grafana/exploreUrl';
import type { Series } from '../../grafana/prometheus';
import type { Conventions } from '../../signals/conventions';
import { MiniChart } from '../MiniChart';
import { formatDuration } from '../units';
import { FindingBadge } from './FindingBadge';
import { FindingMeasure } from './FindingMeasure';
import { Subject } from './Subject';

/** What rows of findings are drawn with. */
export interface RowSurroundings {
  /** Prometheus. */
  source: DataSourceChoice;
  loki?: DataSourceChoice | undefined;
  conventions: Conventions;
  range: TimeRange;
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
        <FindingBadge finding={finding} />
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
          <FindingMeasure finding={finding} now={now} />
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

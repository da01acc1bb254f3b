import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, dateTimeFormatTimeAgo, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, Button, ClipboardButton, LinkButton, Stack, TextLink, useStyles2, useTheme2 } from '@grafana/ui';
import { containerOfText } from '../../signals/containerText';
import { LEVEL_COLORS } from '../../components/logs/levelColors';
import { around } from '../../components/logs/LineDetails';
import { countText } from '../../components/logs/sizeText';
import { MiniChart } from '../../components/MiniChart';
import { containerUrl } from '../../components/paths';
import type { ExceptionGroup } from '../../insights/logs/exceptions';
import type { TimeSlice } from '../../signals/logBudget';
import { bucketed } from './loadPatterns';
import { withPattern, type ChangeLogs, type LogsState } from '../../components/logs/logsState';
import { PatternText } from './PatternsView';

interface Props {
  group: ExceptionGroup;
  /** The period before had none of it. */
  isNew: boolean;
  range: TimeSlice;
  timeRange: TimeRange;
  state: LogsState;
  onChange: ChangeLogs;
}

const OWNERS = 5;

/** One kind of exception. */
export function ExceptionCard({ group, isNew, range, timeRange, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [open, setOpen] = useState(false);
  const { type, message, language, level, frames, count, first, last, times, owners, sample } = group;
  const drawn = bucketed(times, range);
  const newest = containerOfText(sample.owner);
  const title = type || message;
  return (
    <article className={cx(styles.card, styles[level === 'critical' ? 'critical' : 'error'])} aria-label={title}>
      <div className={styles.head}>
        <div className={styles.words}>
          <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
            {isNew && <Badge color="orange" text="New" tooltip="Not seen in the period before, of the same length" />}
            <strong className={styles.type}>{type || 'Error line'}</strong>
            {language && <span className={styles.note}>{language}</span>}
          </Stack>
          {message && <PatternText pattern={message} />}
          {frames[0] && (
            <div className={styles.frame}>
              {frames[0].name} {frames[0].place && `(${frames[0].place})`}
            </div>
          )}
        </div>
        <div className={styles.numbers}>
          <strong>{countText(count)}×</strong>
          <MiniChart
            series={{ labels: {}, times: drawn.times, values: drawn.counts }}
            label={`${title}: ${count} over time`}
            color={theme.visualization.getColorByName(LEVEL_COLORS[level])}
          />
        </div>
      </div>
      <div className={styles.note}>
        first <time title={dateTimeFormatTimeAgo(first)}>{dateTimeFormat(first)}</time>
        {count > 1 && (
          <>
            , last <time title={dateTimeFormatTimeAgo(last)}>{dateTimeFormat(last)}</time>
          </>
        )}
        {' in '}
        {owners.slice(0, OWNERS).map((owner, index) => {
          const ref = containerOfText(owner);
          return (
            <React.Fragment key={owner}>
              {index > 0 && ', '}
              {ref ? (
                <TextLink href={containerUrl(ref, timeRange)} inline variant="bodySmall">
                  {owner}
                </TextLink>
              ) : (
                owner
              )}
            </React.Fragment>
          );
        })}
        {owners.length > OWNERS && ` and ${owners.length - OWNERS} more`}
      </div>
      <Stack direction="row" gap={1} wrap="wrap">
        <Button
          size="sm"
          variant="secondary"
          icon={open ? 'angle-up' : 'angle-down'}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Sample
        </Button>
        <Button
          size="sm"
          variant="secondary"
          icon="list-ul"
          onClick={() => onChange({ ...withPattern(state, { op: '=', pattern: type || message }), view: 'lines' })}
        >
          Its lines
        </Button>
        {newest && (
          <LinkButton size="sm" variant="secondary" icon="cube" href={containerUrl(newest, around(last))}>
            Container at that time
          </LinkButton>
        )}
      </Stack>
      {open && (
        <div className={styles.sample}>
          <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => sample.line}>
            Copy
          </ClipboardButton>
          <pre>{sample.line}</pre>
        </div>
      )}
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.75),
    padding: theme.spacing(1, 1.5),
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeftWidth: 3,
    borderRadius: theme.shape.radius.default,
    background: theme.colors.background.primary,
  }),
  error: css({ borderLeftColor: theme.visualization.getColorByName(LEVEL_COLORS.error) }),
  critical: css({ borderLeftColor: theme.visualization.getColorByName(LEVEL_COLORS.critical) }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), justifyContent: 'space-between' }),
  words: css({ minWidth: 0, flex: '1 1 300px', fontSize: theme.typography.bodySmall.fontSize }),
  type: css({ overflowWrap: 'anywhere', fontSize: theme.typography.body.fontSize }),
  frame: css({
    fontFamily: theme.typography.fontFamilyMonospace,
    color: theme.colors.text.secondary,
    overflowWrap: 'anywhere',
  }),
  numbers: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  sample: css({
    '& pre': {
      margin: theme.spacing(1, 0, 0),
      maxHeight: 400,
      overflow: 'auto',
      fontSize: theme.typography.bodySmall.fontSize,
    },
  }),
});

import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Button, TextLink, useStyles2 } from '@grafana/ui';
import type { Check } from '../../../checks/check';
import type { Firing } from '../../../checks/replay';
import { subjectKey, subjectOf } from '../../../checks/subject';
import { formatDuration, formatValue } from '../../../components/units';
import type { Conventions } from '../../../signals/conventions';
import { subjectText } from '../../../checks/subjectText';
import { subjectUrl } from '../../../components/findings/subjectUrl';

interface Props {
  check: Check;
  firings: readonly Firing[];
  conventions: Conventions;
  /** The range around one firing. */
  rangeOf: (firing: Firing) => TimeRange;
  colorOf: (labels: Firing['labels']) => string | undefined;
}

/** Rows before the rest is only counted. */
const FIRST = 25;

/** Each time that the rule would have fired, the last first. */
export function FiringTable({ check, firings, conventions, rangeOf, colorOf }: Props) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const latest = [...firings].sort((a, b) => b.start - a.start);
  const shown = all ? latest : latest.slice(0, FIRST);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} data-testid="quayside-firings">
        <thead>
          <tr>
            <th>What</th>
            <th>Began to fire</th>
            <th>Ended</th>
            <th>Lasted</th>
            <th>Peak</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((firing) => {
            const { labels, start, end, peak } = firing;
            const subject = subjectOf(check, conventions, labels);
            return (
              <tr key={`${subjectKey(subject)} ${start}`}>
                <td>
                  <span className={styles.what}>
                    <span className={styles.dot} style={{ background: colorOf(labels) }} />
                    <TextLink href={subjectUrl(subject, rangeOf(firing))} inline={false}>
                      {subjectText(subject)}
                    </TextLink>
                  </span>
                </td>
                <td>{dateTimeFormat(start)}</td>
                <td>{end === undefined ? 'still fires' : dateTimeFormat(end)}</td>
                <td>{end === undefined ? '' : formatDuration((end - start) / 1000)}</td>
                <td>{check.unit === 'state' ? '' : formatValue(peak, check.unit)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown.length < latest.length && (
        <Button variant="secondary" fill="text" size="sm" onClick={() => setAll(true)}>
          {`Show all ${latest.length}`}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto', minWidth: 0 }),
  table: css({
    width: '100%',
    'th, td': { padding: theme.spacing(0.5, 2, 0.5, 0), textAlign: 'left', whiteSpace: 'nowrap' },
    'td:first-child': { whiteSpace: 'normal', overflowWrap: 'anywhere', minWidth: 160 },
    th: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    'tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  what: css({ display: 'flex', alignItems: 'baseline', gap: theme.spacing(1) }),
  dot: css({ flexShrink: 0, width: 8, height: 8, borderRadius: '50%' }),
});

import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Finding } from '../../checks/finding';
import { FindingBadge } from './FindingBadge';
import { FindingMeasure } from './FindingMeasure';
import { Subject } from './Subject';

/** One finding in a line: how grave, of what, what, and how much. */
export function FindingSummary({ finding, range }: { finding: Finding; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <span className={styles.badge}>
        <FindingBadge finding={finding} />
      </span>
      <Subject subject={finding.subject} range={range} />
      <span>{finding.check.title}</span>
      <span className={styles.detail}>
        <FindingMeasure finding={finding} now={range.to.valueOf()} />
      </span>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // As wide as the longest word, so that what follows stands in a column.
  badge: css({ width: 60 }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

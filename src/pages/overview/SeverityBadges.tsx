import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { Finding } from '../../checks/finding';
import { SEVERITY_COLOR } from '../../components/severity';
import { severityCounts } from './severityCounts';

/** How many findings there are of each severity. */
export function SeverityBadges({ findings }: { findings: readonly Finding[] }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {severityCounts(findings).map(({ text, count }) => (
        <Badge
          key={text}
          color={count === 0 || text === 'pending' ? 'darkgrey' : SEVERITY_COLOR[text]}
          text={`${count} ${text}`}
          className={styles.count}
        />
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ count: css({ marginRight: theme.spacing(1) }) });

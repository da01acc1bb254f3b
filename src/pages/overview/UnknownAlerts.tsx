import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2 } from '@grafana/ui';
import type { Problem } from '../../grafana/Problem';
import type { AlertProblems } from './useOverview';

function Reasons({ problems }: { problems: readonly Problem[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {problems.map(({ message, title, detail, wayOut }) => (
        <li key={message}>
          <strong>{title}.</strong> {detail} {wayOut}
        </li>
      ))}
    </ul>
  );
}

/** What is not known of alerts, since somebody who would tell did not answer: else a silence, or an alert, would seem not to be. */
export function UnknownAlerts({ problems: { rules, held } }: { problems: AlertProblems }) {
  if (rules.length + held.length === 0) {
    return null;
  }
  return (
    <Alert title="Not all that is known of alerts is shown" severity="warning" data-testid="quayside-unknown-alerts">
      {held.length > 0 && (
        <>
          <p>What is silenced there, and alerts that nobody else knows, are missing here:</p>
          <Reasons problems={held} />
        </>
      )}
      {rules.length > 0 && (
        <>
          <p>
            The states of these rules are missing. Quayside’s own checks were asked in their place, others’ alerts are
            not shown:
          </p>
          <Reasons problems={rules} />
        </>
      )}
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Servers quote queries, which have no place to break a line.
  list: css({ overflowWrap: 'anywhere', paddingLeft: theme.spacing(2.5), marginBottom: theme.spacing(1) }),
});

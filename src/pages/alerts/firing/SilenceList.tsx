import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { formatDuration } from '../../../components/units';
import { endSilence, GRAFANA_ALERTMANAGER, type Silence } from '../../../grafana/alerting/alertmanagers';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { matcherText } from '../../../grafana/alerting/routes';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';
import { getRowStyles } from '../rowStyles';

/** The permission that is missing for ending a silence. */
function lacking({ source }: Silence): string | undefined {
  return missingPermission(source.uid === GRAFANA_ALERTMANAGER.uid ? 'endSilence' : 'silenceElsewhere');
}

/** The silences in force, each to be ended. */
export function SilenceList({
  silences,
  now,
  onEnded,
}: {
  silences: readonly Silence[];
  now: number;
  onEnded: () => void;
}) {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  const [problem, setProblem] = useState<Problem>();
  const [ending, setEnding] = useState('');
  const end = async (silence: Silence) => {
    setProblem(undefined);
    setEnding(silence.id);
    try {
      await endSilence(silence);
      onEnded();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setEnding('');
  };
  return (
    <section aria-label="Silences">
      <h2 className={styles.title}>Silences</h2>
      {problem && <ProblemNotice problem={problem} />}
      {silences.length === 0 && <p className={styles.detail}>Nothing is silenced.</p>}
      <ul className={rowStyles.list}>
        {silences.map((silence) => {
          const missing = lacking(silence);
          return (
            <li key={`${silence.source.uid} ${silence.id}`} className={rowStyles.row}>
              <div className={styles.text}>
                <div className={styles.matchers}>{silence.matchers.map(matcherText).join(', ')}</div>
                <div className={styles.detail}>
                  {silence.source.name} ·{' '}
                  {silence.state === 'pending'
                    ? `from ${dateTimeFormat(silence.startsAt)}`
                    : `${formatDuration((silence.endsAt - now) / 1000)} left, until ${dateTimeFormat(silence.endsAt)}`}{' '}
                  · {silence.createdBy}: {silence.comment}
                </div>
              </div>
              <Button
                size="sm"
                variant="secondary"
                disabled={missing !== undefined || ending === silence.id}
                tooltip={missing ? `You need the permission ${missing}` : undefined}
                onClick={() => void end(silence)}
              >
                End
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ ...theme.typography.h4, margin: theme.spacing(1, 0, 0.5) }),
  text: css({ flex: 1, minWidth: 0 }),
  matchers: css({ fontFamily: theme.typography.fontFamilyMonospace, overflowWrap: 'anywhere' }),
  detail: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
});

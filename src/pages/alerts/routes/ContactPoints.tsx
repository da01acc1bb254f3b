import React, { useState } from 'react';
import { css } from '@emotion/css';
import { locationUtil, type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { pageUrl } from '../../../components/paths';
import { sectionTitle } from '../../../components/sectionTitle';
import { useLoaded } from '../../../components/useLoaded';
import { contactPoints, testContactPoint, type ContactPoint } from '../../../grafana/alerting/contactPoints';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { CHECK_LABEL, LINK_ANNOTATION } from '../../../checks/rules/ours';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';
import { getRowStyles } from '../rowStyles';
import { NewContactPoint } from './NewContactPoint';
import { TextsState } from './TextsState';

/** What a test says: as a real alert of ours reads, with a link that opens a page. */
function testAlert() {
  return {
    labels: { alertname: 'QuaysideTest', severity: 'info', [CHECK_LABEL]: 'test' },
    annotations: {
      summary: 'A test from Quayside: nothing is wrong.',
      description: 'Somebody pressed the test button on the Alerts page.',
      [LINK_ANNOTATION]: new URL(pageUrl('alerts', {}), window.location.origin).toString(),
    },
  };
}

/** The contact points of Grafana's alerting, each with a test. Their addresses are shown nowhere: some are secrets. */
export function ContactPoints() {
  const styles = useStyles2(getStyles);
  const rowStyles = useStyles2(getRowStyles);
  const [version, setVersion] = useState(0);
  const points = useLoaded(`contact points ${version}`, contactPoints);
  const [isAsking, setAsking] = useState(false);
  const [created, setCreated] = useState('');
  const lacks = missingPermission('createReceiver');
  const onChanged = () => setVersion((count) => count + 1);
  const [outcome, setOutcome] = useState<{ name: string; problem?: Problem }>();
  const [testing, setTesting] = useState('');
  const test = async (point: ContactPoint) => {
    setCreated('');
    setTesting(point.id);
    setOutcome(undefined);
    try {
      await testContactPoint(point, testAlert());
      setOutcome({ name: point.name });
    } catch (error) {
      setOutcome({ name: point.name, problem: asProblem(error) });
    }
    setTesting('');
  };
  return (
    <section aria-label="Contact points">
      <h2 className={styles.title}>Contact points of Grafana</h2>
      {points.problem && <ProblemNotice problem={points.problem} severity="warning" />}
      {!points.data && points.loading && <LoadingPlaceholder text="Asking for contact points…" />}
      {outcome?.problem && <ProblemNotice problem={outcome.problem} />}
      {outcome && !outcome.problem && (
        <Alert severity="success" title={`A test went out to ${outcome.name}: look whether it has arrived.`} />
      )}
      {created && (
        <Alert
          severity="success"
          title={`${created} is there: send a test, then choose it where checks are installed.`}
        />
      )}
      <ul className={rowStyles.list}>
        {(points.data ?? []).map((point) => (
          <li key={point.id} className={rowStyles.row}>
            <div className={styles.text}>
              <strong>{point.name}</strong>{' '}
              <span className={styles.detail}>
                {point.integrations.length > 0
                  ? point.integrations.map(({ type }) => type).join(', ')
                  : 'sends nothing: it has no integration'}
                {` · notification policies: ${point.usedBy.policies}, rules: ${point.usedBy.rules}`}
              </span>
            </div>
            <Button
              size="sm"
              variant="secondary"
              icon="message"
              disabled={!point.canTest || point.integrations.length === 0 || testing !== ''}
              tooltip={
                point.integrations.length === 0
                  ? 'It has no integration that could send anything'
                  : point.canTest
                    ? undefined
                    : 'You need the permission alert.notifications.receivers:test'
              }
              onClick={() => void test(point)}
            >
              {testing === point.id ? 'Sending…' : 'Send a test'}
            </Button>
          </li>
        ))}
      </ul>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <Button size="sm" icon="plus" disabled={lacks !== undefined || !points.data} onClick={() => setAsking(true)}>
          New contact point
        </Button>
        <LinkButton
          size="sm"
          variant="secondary"
          fill="text"
          href={locationUtil.assureBaseUrl('/alerting/notifications')}
        >
          Change them in Grafana
        </LinkButton>
        {lacks && <span className={styles.detail}>You need the permission {lacks}: ask an administrator.</span>}
      </Stack>
      <TextsState version={version} onChanged={onChanged} />
      {isAsking && (
        <NewContactPoint
          taken={(points.data ?? []).map(({ name }) => name)}
          onDone={(name) => {
            setAsking(false);
            if (name) {
              setOutcome(undefined);
              setCreated(name);
              onChanged();
            }
          }}
        />
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css(sectionTitle(theme)),
  text: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});

import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { sizeText } from '../../../components/logs/sizeText';
import { NothingHere } from '../../../components/NothingHere';
import type { PageScene } from '../../../components/PageScene';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { Totals } from '../../../components/Totals';
import { useLoaded } from '../../../components/useLoaded';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { loadAppSettings } from '../../../grafana/appSettings';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { loadRecordings, type Recording } from '../../../grafana/recordings';
import { missingForChanges, pauseRecording, removeRecording, resumeRecording } from '../../../grafana/recordingsChange';
import { pauseInGrafana } from '../../../grafana/recordingsInGrafana';
import { isOfLoki } from '../../../grafana/recordingsSettings';
import { DERIVED_LINES } from '../../../signals/derived/derivedRules';
import { LOGS_RECORDED } from '../../../signals/recorded/logSets';
import { NGINX_RECORDED } from '../../../signals/recorded/nginxSets';
import { ProvisionedNotice } from '../ProvisionedNotice';
import { AttemptNotice } from '../AttemptNotice';
import { useAttempt } from '../useAttempt';
import { RecordingRow, type RecordingAction } from './RecordingRow';

const HEARTBEATS = [NGINX_RECORDED.lines, LOGS_RECORDED.lines, DERIVED_LINES];

interface Props {
  loki: DataSourceChoice;
  range: TimeRange;
  scene: PageScene;
}

/** What is recorded, by which rule, since when, how it fares, and what it costs: now, whatever range is chosen. */
export function RecordedView({ loki, range, scene }: Props) {
  const styles = useStyles2(getStyles);
  const { prometheus } = useInstallation().installation;
  const [version, setVersion] = useState(0);
  const attempt = useAttempt();
  const mayWrite = missingPermission('writeRuler') === undefined;
  const { data, loading, problem } = useLoaded(`${loki.uid} ${prometheus?.uid} ${version}`, async (signal) => {
    const settings = await loadAppSettings(signal);
    const paused = (settings.pausedRecordings ?? []).filter(isOfLoki(loki)).map(({ lokiUid: _uid, ...group }) => group);
    const asked = { paused, heartbeats: HEARTBEATS, now: Date.now(), mayWrite };
    return { settings, ...(await loadRecordings({ loki, prometheus }, asked, signal)) };
  });
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  if (!data) {
    return <LoadingPlaceholder text="Asking Loki’s ruler, Grafana and Prometheus what is recorded…" />;
  }
  const { strays, problems, settings } = data;
  const metrics = (settings.derivedMetrics ?? []).filter(isOfLoki(loki));
  const recordings = data.recordings.filter(({ health }) => health !== 'ended');
  const ended = data.recordings.filter(({ health }) => health === 'ended');
  const act = (recording: Recording, action: RecordingAction) =>
    attempt.run(async () => {
      try {
        return await perform(loki, recording, action);
      } finally {
        setVersion((count) => count + 1);
      }
    });
  const rowOf = (recording: Recording) => {
    const metric = metrics.find(({ name }) => name === recording.facts.set);
    return (
      <RecordingRow
        key={`${recording.owner.kind} ${recording.group?.name ?? recording.facts.set}`}
        recording={recording}
        metric={metric}
        range={range}
        scene={scene}
        lacks={lacksOf(recording, metric !== undefined)}
        isBusy={attempt.progress !== undefined}
        onAction={(action) => act(recording, action)}
      />
    );
  };
  const total = (of: (one: Recording) => number | undefined) =>
    recordings.reduce((sum, one) => sum + (one.health === 'paused' ? 0 : (of(one) ?? 0)), 0);
  const unhealthy = recordings.filter(
    ({ health }) => health === 'failing' || health === 'stopped' || health === 'never'
  );
  return (
    <section aria-label="What is recorded" className={styles.section}>
      {problems.map((one) => (
        <ProblemNotice key={one.message} problem={one} severity="warning" />
      ))}
      <ProvisionedNotice version={version} />
      <AttemptNotice attempt={attempt} />
      {recordings.length === 0 && problems.length === 0 && (
        <NothingHere title="Nothing is recorded yet">
          <p>
            Numbers that come from logs are reckoned anew whenever somebody looks. Recorded, they are metrics like any
            other: fast over months, and to be alerted on.
          </p>
          <Stack direction="row" gap={1} justifyContent="center" wrap="wrap">
            <LinkButton href={pageUrl('derived', { tab: 'library' }, range)}>Ready-made sets</LinkButton>
            <LinkButton variant="secondary" href={pageUrl('derived', { tab: 'builder' }, range)}>
              Make one of any lines
            </LinkButton>
          </Stack>
        </NothingHere>
      )}
      {recordings.length > 0 && (
        <>
          <Totals
            totals={[
              { title: 'Recordings', text: String(recordings.length) },
              { title: 'Need attention', text: String(unhealthy.length) },
              { title: 'Series', text: total(({ series }) => series).toLocaleString('en') },
              { title: 'Read from logs a day', text: sizeText(total(({ bytesPerDay }) => bytesPerDay)) },
              {
                title: 'Spared by each look at a day',
                text: sizeText(total(({ savedPerLook }) => savedPerLook)),
                note: 'for each chart',
              },
            ]}
          />
          {loading && <span role="status">Asking again…</span>}
          <ul className={styles.list}>{recordings.map(rowOf)}</ul>
        </>
      )}
      {ended.length > 0 && (
        <details>
          <summary>No longer recorded: {ended.length}</summary>
          <ul className={styles.list}>{ended.map(rowOf)}</ul>
        </details>
      )}
      {strays.length > 0 && (
        <Alert severity="info" title="Prometheus has recorded series whose rules are not in this ruler">
          {strays.map(({ metric, series }) => `${metric} (${series})`).join(', ')}. Their rules are in files, in another
          ruler, or were removed.
        </Alert>
      )}
    </section>
  );
}

/** What is missing to change a recording: its rules alone, or what the settings keep of it too. */
function lacksOf({ owner, health }: Recording, isDefined: boolean): { pause?: string; remove?: string } {
  const rules = missingPermission(owner.kind === 'grafana' ? 'installRules' : 'writeRuler');
  const both = missingForChanges(owner.kind === 'grafana' ? 'grafana' : 'loki');
  const isKept = isDefined || (owner.kind !== 'grafana' && health === 'paused');
  const [pause, remove] = [owner.kind === 'grafana' ? rules : both, isKept ? both : rules];
  return { ...(pause ? { pause } : {}), ...(remove ? { remove } : {}) };
}

/** Does what was clicked. @returns what is to be told of it */
async function perform(
  loki: DataSourceChoice,
  { facts, group, owner }: Recording,
  action: RecordingAction
): Promise<string> {
  if (!group) {
    throw new Error('There are no rules of it in this ruler.');
  }
  const isGrafanas = owner.kind === 'grafana';
  switch (action) {
    case 'pause':
      await (isGrafanas ? pauseInGrafana(group.name, true) : pauseRecording(loki, group));
      return `${facts.set} is paused: its rules are kept ${isGrafanas ? 'in Grafana' : 'in the settings'}, and what it recorded stays.`;
    case 'resume':
      await (isGrafanas ? pauseInGrafana(group.name, false) : resumeRecording(loki, group));
      return `${facts.set} records again.`;
    case 'remove':
      await removeRecording(loki, { group: group.name, set: facts.set, evaluator: isGrafanas ? 'grafana' : 'loki' });
      return `${facts.set} was removed. What it recorded stays in Prometheus for as long as Prometheus keeps it.`;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1), margin: 0 }),
});

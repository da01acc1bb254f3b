import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, LinkButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { sizeText } from '../../../components/logs/sizeText';
import { NothingHere } from '../../../components/NothingHere';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { Totals } from '../../../components/Totals';
import { useLoaded } from '../../../components/useLoaded';
import { removeRecordingGroup, writeRecordingGroup } from '../../../grafana/alerting/recordingGroups';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { loadAppSettings } from '../../../grafana/appSettings';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { loadRecordings, type Recording } from '../../../grafana/recordings';
import { changeSettings, replaced } from '../../../grafana/recordingsSettings';
import type { AppSettings } from '../../../grafana/settings';
import { DERIVED_LINES } from '../../../signals/derived/derivedRules';
import { LOGS_RECORDED } from '../../../signals/recorded/logSets';
import { NGINX_RECORDED } from '../../../signals/recorded/nginxSets';
import { AttemptNotice } from '../AttemptNotice';
import { useAttempt } from '../useAttempt';
import { RecordingRow, type RecordingAction } from './RecordingRow';

const HEARTBEATS = [NGINX_RECORDED.lines, LOGS_RECORDED.lines, DERIVED_LINES];

/** What is recorded, by which rule, since when, how it fares, and what it costs. */
export function RecordedView({ loki, range }: { loki: DataSourceChoice; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { prometheus } = useInstallation().installation;
  const [version, setVersion] = useState(0);
  const attempt = useAttempt();
  const now = range.to.valueOf();
  const { data, loading, problem } = useLoaded(`${loki.uid} ${prometheus?.uid} ${now} ${version}`, async (signal) => {
    const settings = await loadAppSettings(signal);
    const places = { loki, prometheus };
    return { settings, ...(await loadRecordings(places, settings.pausedRecordings ?? [], HEARTBEATS, now, signal)) };
  });
  const lacks = missingPermission('writeRuler');
  if (problem) {
    return <ProblemNotice problem={problem} />;
  }
  if (!data) {
    return <LoadingPlaceholder text="Asking Loki’s ruler and Prometheus what is recorded…" />;
  }
  const { recordings, strays, problems, settings } = data;
  const act = (recording: Recording, action: RecordingAction) =>
    attempt.run(async () => {
      const text = await perform(loki, recording, action, settings);
      setVersion((count) => count + 1);
      return text;
    });
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
          <ul className={styles.list}>
            {recordings.map((recording) => (
              <RecordingRow
                key={recording.facts.set}
                recording={recording}
                metric={settings.derivedMetrics?.find(({ name }) => name === recording.facts.set)}
                range={range}
                lacks={lacks}
                isBusy={attempt.progress !== undefined}
                onAction={(action) => act(recording, action)}
              />
            ))}
          </ul>
        </>
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

/** Does what was clicked. @returns what is to be told of it */
async function perform(
  loki: DataSourceChoice,
  { facts, group }: Recording,
  action: RecordingAction,
  settings: AppSettings
): Promise<string> {
  if (!group) {
    throw new Error('There are no rules of it in this ruler.');
  }
  const isIt = ({ name }: { name: string }) => name === group.name;
  const isPaused = settings.pausedRecordings?.some(isIt) ?? false;
  const keep = (by?: typeof group) =>
    changeSettings((now) => ({ ...now, pausedRecordings: replaced(now.pausedRecordings, isIt, by) }));
  switch (action) {
    case 'pause':
      // Kept first: rules that are removed and kept nowhere would be lost.
      await keep(group);
      await removeRecordingGroup(loki, group.name);
      return `${facts.set} is paused: its rules are kept in the settings, and what it recorded stays.`;
    case 'resume':
      await writeRecordingGroup(loki, group);
      await keep();
      return `${facts.set} records again.`;
    case 'remove':
      if (isPaused) {
        await keep();
      } else {
        await removeRecordingGroup(loki, group.name);
      }
      if (settings.derivedMetrics?.some(({ name }) => name === facts.set)) {
        await changeSettings((now) => ({
          ...now,
          derivedMetrics: replaced(now.derivedMetrics, ({ name }) => name === facts.set),
        }));
      }
      return `${facts.set} was removed. What it recorded stays in Prometheus for as long as Prometheus keeps it.`;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1), margin: 0 }),
});

import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Field, LoadingPlaceholder, MultiCombobox, TextLink, useStyles2 } from '@grafana/ui';
import { useInstallation } from '../../../components/InstallationContext';
import { setupUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { useLoaded } from '../../../components/useLoaded';
import { listOf, textOf } from '../../../signals/urlList';
import { useNginx } from '../../../components/useNginx';
import { useUrlState } from '../../../components/useUrlState';
import { noPrometheus } from '../../../discovery/installation';
import { missingPermission } from '../../../grafana/alerting/permissions';
import { readRecordingGroups } from '../../../grafana/alerting/recordingGroups';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { installSet } from '../../../grafana/recordingsChange';
import { logBudgetOf } from '../../../grafana/settings';
import { logSets } from '../../../signals/recorded/logSets';
import { nginxSets } from '../../../signals/recorded/nginxSets';
import { recordingGroup } from '../../../signals/recorded/recordingGroup';
import type { RecordedSet } from '../../../signals/recorded/recordingRule';
import { AttemptNotice } from '../AttemptNotice';
import { TrialCheckbox } from '../TrialCheckbox';
import { useAttempt } from '../useAttempt';
import { loadLibrary, MOST_VIRTUAL_HOSTS } from './loadLibrary';
import { SetCard } from './SetCard';

const LIBRARY_DEFAULTS = { vhosts: '' };

/** In the URL: no virtual host is recorded by name. No virtual host is called so. */
const NONE = '-';

const vhostsText = (names: readonly string[]) => textOf(names.length > 0 ? names.slice(0, MOST_VIRTUAL_HOSTS) : [NONE]);

/** Sets of recording rules that are ready, each installed by one click. */
export function LibraryView({ loki, range }: { loki: DataSourceChoice; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { prometheus, conventions } = installation;
  const now = range.to.valueOf();
  const nginx = useNginx(loki, now, '');
  const [version, setVersion] = useState(0);
  const [url, onUrl] = useUrlState(LIBRARY_DEFAULTS);
  const [isTried, setTried] = useState(true);
  const attempt = useAttempt();
  const known = useLoaded(
    nginx.detected.loading ? null : `${loki.uid} ${now} ${JSON.stringify(nginx.logs)}`,
    (signal) => loadLibrary(loki, conventions, nginx.conventions, { now, budget: logBudgetOf(settings) }, signal)
  );
  const installed = useLoaded(`${loki.uid} ${now} ${version}`, (signal) => readRecordingGroups(loki, signal));
  const found = known.data;
  // Nothing in the URL: those that are proposed. A list without any: none of them.
  const hosts = url.vhosts === '' ? (found?.virtualHosts ?? []) : listOf(url.vhosts).filter((name) => name !== NONE);
  const hostsText = hosts.join('\n');
  const sets = useMemo<RecordedSet[]>(() => {
    const virtualHosts = hostsText === '' ? [] : hostsText.split('\n');
    return [
      ...(nginx.conventions ? nginxSets({ conventions: nginx.conventions, virtualHosts }) : []),
      ...(found ? logSets({ conventions, levelsFrom: found.levelsFrom }) : []),
    ];
  }, [nginx.conventions, hostsText, found, conventions]);
  const lacks = missingPermission('writeRuler');
  const install = (set: RecordedSet) =>
    attempt.run(async (say) => {
      if (!prometheus) {
        throw noPrometheus(settings);
      }
      await installSet({ loki, prometheus }, set, isTried, say);
      // Samples that reached it once need no trial the next time.
      setTried(false);
      setVersion((count) => count + 1);
      return `${set.title}: installed. Its first samples come within two minutes.`;
    });
  if (known.problem) {
    return <ProblemNotice problem={known.problem} />;
  }
  if (!found) {
    return <LoadingPlaceholder text="Looking at your logs…" />;
  }
  return (
    <section aria-label="Library" className={styles.section}>
      {!prometheus && <ProblemNotice problem={noPrometheus(settings)} severity="warning" />}
      {installed.problem && <ProblemNotice problem={installed.problem} severity="warning" />}
      {lacks && (
        <Alert severity="info" title="You may look, but not install">
          Installing needs the permission {lacks}, which editors have: ask an administrator, or hand them the rule file
          of a set.
        </Alert>
      )}
      {!nginx.conventions && (
        <Alert severity="info" title="No access log of NGINX was found">
          Its sets are offered once <TextLink href={setupUrl()}>the settings say which streams hold it</TextLink>, or
          lines of it reach {loki.name}.
        </Alert>
      )}
      {nginx.conventions && (
        <Field
          label="Virtual hosts that are recorded by name"
          description={`All others together are “other”: a client can invent names, and each would be series for good. Proposed: the busiest of the last hour, at most ${MOST_VIRTUAL_HOSTS}.`}
          noMargin
        >
          <MultiCombobox
            id="quayside-virtual-hosts"
            placeholder="None: they are not told apart"
            createCustomValue
            options={[...new Set([...found.virtualHosts, ...hosts])].map((value) => ({ value, label: value }))}
            value={hosts.map((value) => ({ value, label: value }))}
            onChange={(options) => onUrl({ vhosts: vhostsText(options.map(({ value }) => value)) })}
          />
        </Field>
      )}
      <TrialCheckbox value={isTried} onChange={setTried} />
      <AttemptNotice attempt={attempt} />
      <div className={styles.cards}>
        {sets.map((set) => (
          <SetCard
            key={set.id}
            set={set}
            loki={loki}
            now={now}
            installed={installed.data?.find(({ name }) => name === recordingGroup(set).name)}
            lacks={lacks ?? (installed.problem || !prometheus ? '' : undefined)}
            isBusy={attempt.progress !== undefined}
            onInstall={() => install(set)}
          />
        ))}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  cards: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 480px), 1fr))',
    gap: theme.spacing(2),
    alignItems: 'start',
  }),
});

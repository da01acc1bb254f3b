import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import { toYaml } from '../../../checks/rules/toYaml';
import { useInstallation } from '../../../components/InstallationContext';
import { pageUrl } from '../../../components/paths';
import { YamlView } from '../../../components/YamlView';
import { noPrometheus } from '../../../discovery/installation';
import { missingPermission } from '../../../grafana/alerting/permissions';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { installRecording } from '../../../grafana/recordingsInstall';
import { changeSettings, replaced } from '../../../grafana/recordingsSettings';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedSet, type DerivedContext } from '../../../signals/derived/derivedRules';
import { grafanaRecordingGroup } from '../../../signals/derived/grafanaRecording';
import { recordingGroup } from '../../../signals/recorded/recordingGroup';
import { AttemptNotice } from '../AttemptNotice';
import { TrialCheckbox } from '../TrialCheckbox';
import { useAttempt } from '../useAttempt';
import type { Preview } from './loadPreview';

interface Props {
  loki: DataSourceChoice;
  metric: DerivedMetric | undefined;
  /** It has a name and a title of its own. */
  isNamed: boolean;
  context: DerivedContext;
  range: TimeRange;
  /** What is wrong with it, in words. */
  problems: readonly string[];
  /** What was found out about it; nothing until it is known. */
  preview: Preview | undefined;
}

/** A recording rule in Loki's ruler or in Grafana, or a file of it. */
export function Becomes({ loki, metric, isNamed, context, range, problems, preview }: Props) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { prometheus } = installation;
  const [isTried, setTried] = useState(true);
  const attempt = useAttempt();
  const lacks = missingPermission('writeRuler');
  const objections = preview?.objections ?? [];
  const isReady = metric !== undefined && isNamed && problems.length === 0 && preview && objections.length === 0;
  const save = (one: DerivedMetric) =>
    attempt.run(async (say) => {
      if (!prometheus) {
        throw noPrometheus(settings);
      }
      await installRecording({ loki, prometheus }, recordingGroup(derivedSet(one, context)), isTried, say);
      say('Storing its definition…');
      await changeSettings((now) => ({
        ...now,
        derivedMetrics: replaced(now.derivedMetrics, ({ name }) => name === one.name, one),
      }));
      return `${one.title} is recorded as ${one.name}. Its first samples come within two minutes.`;
    });
  return (
    <div className={styles.view}>
      {problems.map((text) => (
        <Alert key={text} severity="warning" title={text} />
      ))}
      {!isNamed && <p className={styles.note}>Give it a name and a title to save it.</p>}
      {!prometheus && <p className={styles.note}>There is no Prometheus to record to: take the rule as a file.</p>}
      {lacks && (
        <p className={styles.note}>
          Installing needs the permission {lacks}, which editors have: hand an administrator the rule file.
        </p>
      )}
      <TrialCheckbox value={isTried} onChange={setTried} />
      <AttemptNotice attempt={attempt} />
      <Stack direction="row" gap={1} wrap="wrap">
        <Button
          icon="save"
          disabled={!isReady || !prometheus || lacks !== undefined || attempt.progress !== undefined}
          onClick={() => metric && save(metric)}
        >
          Record it
        </Button>
        {attempt.done && (
          <LinkButton variant="secondary" href={pageUrl('derived', { tab: 'recorded' }, range)}>
            What is recorded
          </LinkButton>
        )}
      </Stack>
      {metric && problems.length === 0 && (
        <>
          <YamlView
            name={`${metric.name}.yaml`}
            about="Loki’s recording rules, for a ruler that reads files"
            text={toYaml({ groups: [recordingGroup(derivedSet(metric, context))] })}
          />
          {prometheus && (
            <YamlView
              name={`${metric.name}.grafana.yaml`}
              about="Grafana’s recording rules, for provisioning/alerting"
              text={toYaml(grafanaRecordingGroup(derivedSet(metric, context), loki.uid, prometheus.uid))}
            />
          )}
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  note: css({ color: theme.colors.text.secondary, margin: 0 }),
});

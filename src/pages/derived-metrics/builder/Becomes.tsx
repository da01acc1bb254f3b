import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2, TimeRange } from '@grafana/data';
import { Alert, Button, Field, LinkButton, RadioButtonGroup, Stack, useStyles2 } from '@grafana/ui';
import { toYaml } from '../../../checks/rules/toYaml';
import { useInstallation } from '../../../components/InstallationContext';
import { pageUrl } from '../../../components/paths';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { YamlView } from '../../../components/YamlView';
import { noPrometheus } from '../../../discovery/installation';
import type { DataSourceChoice } from '../../../grafana/dataSources';
import { missingForChanges, saveDerivedMetric, type Evaluator } from '../../../grafana/recordingsChange';
import { grafanaTargetProblem } from '../../../grafana/recordingsInGrafana';
import type { DerivedMetric } from '../../../signals/derived/derivedMetric';
import { derivedSet } from '../../../signals/derived/derivedRules';
import { grafanaRecordingGroup } from '../../../signals/derived/grafanaRecording';
import { recordingGroup } from '../../../signals/recorded/recordingGroup';
import { ProvisionedNotice } from '../ProvisionedNotice';
import { AttemptNotice } from '../AttemptNotice';
import { TrialCheckbox } from '../TrialCheckbox';
import { useAttempt } from '../useAttempt';
import type { Builder } from './useBuilder';

interface Props {
  loki: DataSourceChoice;
  builder: Builder;
  range: TimeRange;
}

const EVALUATORS: Array<{ value: Evaluator; label: string; description: string }> = [
  { value: 'loki', label: 'Loki’s ruler', description: 'Loki reads its own lines, and writes to Prometheus' },
  { value: 'grafana', label: 'Grafana', description: 'Grafana asks Loki, and writes to Prometheus' },
];

/** A recording rule in Loki's ruler or in Grafana, or a file of it. */
export function Becomes({ loki, builder, range }: Props) {
  const styles = useStyles2(getStyles);
  const { installation, settings } = useInstallation();
  const { prometheus } = installation;
  const { state, onChange, draft, metric, context, problems, failed, tried, isTried, name } = builder;
  const [isProbed, setProbed] = useState(true);
  const evaluator: Evaluator = state.evaluator === 'grafana' ? 'grafana' : 'loki';
  const attempt = useAttempt();
  const lacks = missingForChanges(evaluator);
  const isNamed = draft.name !== '' && draft.title !== '';
  const refused = evaluator === 'grafana' && prometheus ? grafanaTargetProblem(prometheus) : undefined;
  const isReady =
    metric !== undefined &&
    isNamed &&
    problems.length === 0 &&
    failed.length === 0 &&
    isTried &&
    tried?.preview.objections.length === 0 &&
    !name.loading &&
    name.data === undefined &&
    name.problem === undefined &&
    refused === undefined;
  const save = (one: DerivedMetric) =>
    attempt.run(async (say) => {
      if (!prometheus) {
        throw noPrometheus(settings);
      }
      const was = state.was || undefined;
      await saveDerivedMetric(
        { loki, prometheus },
        { metric: one, set: derivedSet(one, context), was, isTried: isProbed, evaluator },
        say
      );
      onChange({ was: one.name });
      return `${one.title} is recorded as ${one.name}. Its first samples come within two minutes.`;
    });
  const renamed = state.was !== '' && draft.name !== '' && draft.name !== state.was;
  return (
    <div className={styles.view}>
      {!isNamed && <p className={styles.note}>Give it a name and a title to save it.</p>}
      {name.data !== undefined && <Alert severity="warning" title={name.data} />}
      {name.problem && <ProblemNotice problem={name.problem} />}
      {renamed && (
        <p className={styles.note}>
          It takes the place of {state.was}, whose rules are removed. What was recorded by that name stays in
          Prometheus, and panels and alerts that ask for it have to be changed.
        </p>
      )}
      {!prometheus && <p className={styles.note}>There is no Prometheus to record to: take the rule as a file.</p>}
      {lacks && (
        <p className={styles.note}>
          Recording it needs the permission {lacks}
          {lacks === 'plugins:write'
            ? ', for its definition is kept in the settings of Quayside'
            : ', which editors have'}
          : hand an administrator this address, or the rule file.
        </p>
      )}
      <Field label="Evaluated by" noMargin>
        <RadioButtonGroup
          options={EVALUATORS}
          value={evaluator}
          onChange={(value) => onChange({ evaluator: value === 'grafana' ? value : '' })}
        />
      </Field>
      {refused && <Alert severity="warning" title={refused} />}
      {evaluator === 'loki' && <TrialCheckbox value={isProbed} onChange={setProbed} />}
      <ProvisionedNotice version={attempt.done ?? ''} />
      <AttemptNotice attempt={attempt} />
      <Stack direction="row" gap={1} wrap="wrap">
        <Button
          icon="save"
          disabled={!isReady || !prometheus || lacks !== undefined || attempt.progress !== undefined}
          onClick={() => metric && save(metric)}
        >
          {state.was === '' ? 'Record it' : 'Record it so'}
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

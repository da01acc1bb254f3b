import React from 'react';
import { Combobox, Field, Input, RadioButtonGroup, Stack } from '@grafana/ui';
import { OUR_FOLDER } from '../../../checks/rules/ours';
import { useInstallation } from '../../../components/InstallationContext';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { useLoaded } from '../../../components/useLoaded';
import { contactPoints } from '../../../grafana/alerting/contactPoints';
import { folders } from '../../../grafana/alerting/grafanaGroups';
import { rulerSources, TARGET_DEFAULTS, type TargetState } from './target';

interface Props {
  state: TargetState;
  onChange: (patch: Partial<TargetState>) => void;
}

/** Where the rules go: Grafana (folder, group, contact point), a ruler, or files. */
export function TargetForm({ state, onChange }: Props) {
  const { installation } = useInstallation();
  const rulers = rulerSources(installation);
  const options = [
    { value: 'grafana', label: 'Grafana' },
    ...rulers.map(({ uid, name, type }) => ({
      value: uid,
      label: type === 'loki' ? `${name}’s ruler` : `${name} (Mimir)`,
    })),
    { value: 'files', label: 'Files to download' },
  ];
  return (
    <Stack direction="column" gap={2}>
      <Field label="Who evaluates the rules" noMargin>
        <div style={{ overflowX: 'auto', maxWidth: '100%' }}>
          <RadioButtonGroup options={options} value={state.target} onChange={(target) => onChange({ target })} />
        </div>
      </Field>
      {state.target === 'grafana' && <GrafanaForm state={state} onChange={onChange} />}
    </Stack>
  );
}

function GrafanaForm({ state, onChange }: Props) {
  const all = useLoaded('folders', folders);
  const points = useLoaded('contact points', contactPoints);
  const known = all.data ?? [];
  const folderOptions = [
    {
      value: OUR_FOLDER.uid,
      label: OUR_FOLDER.title,
      description: known.some(({ uid }) => uid === OUR_FOLDER.uid) ? undefined : 'will be created',
    },
    ...known.filter(({ uid }) => uid !== OUR_FOLDER.uid).map(({ uid, title }) => ({ value: uid, label: title })),
  ];
  return (
    <>
      {points.problem && <ProblemNotice problem={points.problem} severity="warning" />}
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        <Field label="Folder" noMargin>
          <Combobox
            id="quayside-folder"
            width={28}
            options={folderOptions}
            value={state.folder}
            onChange={({ value }) => onChange({ folder: value })}
          />
        </Field>
        <Field label="Group" noMargin>
          <Input
            id="quayside-group"
            key={state.group}
            width={24}
            maxLength={190}
            defaultValue={state.group}
            onBlur={(event) => onChange({ group: event.currentTarget.value.trim() || TARGET_DEFAULTS.group })}
          />
        </Field>
        <Field label="Contact point" noMargin>
          <Combobox
            id="quayside-receiver"
            width={32}
            placeholder="As the notification policies say"
            isClearable
            options={(points.data ?? []).map(({ name, integrations }) => ({
              value: name,
              label: name,
              description: integrations.map(({ type }) => type).join(', ') || 'sends nothing',
            }))}
            value={state.receiver || null}
            onChange={(chosen) => onChange({ receiver: chosen?.value ?? '' })}
          />
        </Field>
      </Stack>
    </>
  );
}

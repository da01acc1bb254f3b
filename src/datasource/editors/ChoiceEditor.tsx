import React from 'react';
import type { QueryEditorProps } from '@grafana/data';
import { Combobox, Field, Stack } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import type { Choice, ChoiceQuery, SignalsJsonData, SignalsQuery } from '../query';
import type { SignalsDataSource } from '../SignalsDataSource';
import { partsFor, ScopeFields } from './ScopeFields';

type Props = QueryEditorProps<SignalsDataSource, SignalsQuery, SignalsJsonData, ChoiceQuery>;

const CHOICES: Array<{ value: Choice; label: string; description: string }> = [
  { value: 'hosts', label: 'Hosts', description: 'Machines that run containers' },
  { value: 'containers', label: 'Containers', description: 'By host and name, such as web-1/shop-api' },
  { value: 'projects', label: 'Projects', description: 'Of compose' },
  { value: 'services', label: 'Services', description: 'Of compose' },
  { value: 'images', label: 'Images', description: 'Of containers' },
  { value: 'namespaces', label: 'Namespaces', description: 'Of Kubernetes' },
  { value: 'virtualHosts', label: 'Virtual hosts', description: 'NGINX’s server names, of the last 15 minutes' },
];

/** Chooses what a variable lists, and of which part of the fleet. */
export function ChoiceEditor({ datasource, query, onChange, range }: Props) {
  const loaded = useLoaded(datasource.uid, async () => (await datasource.installations.get()).installation.conventions);
  const choice = query.choice ?? 'hosts';
  const possible = partsFor(
    loaded.data,
    CHOICES.map(({ value }) => value)
  );
  const change = (patch: Partial<ChoiceQuery>) =>
    onChange({ ...query, refId: query.refId || 'choice', choice, ...patch });
  return (
    <Stack direction="column" gap={1}>
      {loaded.problem && <ProblemNotice problem={loaded.problem} />}
      <Field label="List" noMargin>
        <Combobox
          width={40}
          options={CHOICES.filter(({ value }) => possible.includes(value))}
          value={choice}
          onChange={({ value }) => change({ choice: value })}
        />
      </Field>
      <ScopeFields
        datasource={datasource}
        conventions={loaded.data}
        range={range}
        scope={query.scope ?? {}}
        parts={(['hosts', 'projects', 'services', 'namespaces'] as const).filter((part) => part !== choice)}
        onChange={(scope) => change({ scope })}
      />
    </Stack>
  );
}

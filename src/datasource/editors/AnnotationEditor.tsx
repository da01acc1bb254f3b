import React, { type ComponentProps } from 'react';
import type { AnnotationSupport } from '@grafana/data';
import { Field, RadioButtonGroup, Stack } from '@grafana/ui';
import { useLoaded } from '../../components/useLoaded';
import type { Show, SignalsQuery } from '../query';
import { ScopeFields } from './ScopeFields';

// Grafana does not export the type of this editor's properties.
type Props = ComponentProps<NonNullable<AnnotationSupport<SignalsQuery>['QueryEditor']>>;

const MARKS: Array<{ value: Show; label: string; description: string }> = [
  { value: 'events', label: 'What happened', description: 'Starts, restarts, deploys, OOM kills, health' },
  { value: 'findings', label: 'Findings', description: 'Since when a check has held' },
];

/** Chooses what is marked on panels, and of which part of the fleet. */
export function AnnotationEditor({ datasource, query, annotation, onAnnotationChange, onChange, range }: Props) {
  const target = annotation?.target ?? query;
  const loaded = useLoaded(datasource.uid, async () => (await datasource.installations.get()).installation.conventions);
  const change = (patch: Partial<SignalsQuery>) => {
    const changed: SignalsQuery = { ...target, refId: 'Anno', ...patch };
    if (annotation && onAnnotationChange) {
      onAnnotationChange({ ...annotation, target: changed });
    } else {
      onChange(changed);
    }
  };
  return (
    <Stack direction="column" gap={1}>
      <Field label="Mark" noMargin>
        <RadioButtonGroup
          options={MARKS}
          value={target?.show === 'findings' ? 'findings' : 'events'}
          onChange={(show: Show) => change({ show })}
        />
      </Field>
      <ScopeFields
        datasource={datasource}
        conventions={loaded.data}
        range={range}
        scope={target?.scope ?? {}}
        parts={['hosts', 'projects', 'services', 'namespaces', 'containers']}
        searchable
        onChange={(scope) => change({ scope })}
      />
    </Stack>
  );
}

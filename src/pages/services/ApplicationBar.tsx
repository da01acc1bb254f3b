import React from 'react';
import { Button, Combobox, Field, MultiCombobox, Stack } from '@grafana/ui';
import { listOf, textOf } from '../../signals/urlList';
import type { Application, Instance } from '../../discovery/services';
import { DEFAULTS, type ServicesState, type UpdateState } from './servicesState';

interface Props {
  applications: readonly Application[];
  instances: readonly Instance[];
  state: ServicesState;
  update: UpdateState;
}

/** Which application, which of its instances, and what its requests are compared with. */
export function ApplicationBar({ applications, instances, state, update }: Props) {
  return (
    <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-end">
      <Button
        variant="secondary"
        fill="text"
        icon="arrow-left"
        onClick={() => update({ ...DEFAULTS, kinds: state.kinds })}
      >
        All applications
      </Button>
      <Field label="Application" noMargin>
        <Combobox
          id="quayside-application"
          width={28}
          options={applications.map(({ job, kind }) => ({
            value: job,
            label: job || '(no name)',
            ...(kind === 'application' ? {} : { description: kind }),
          }))}
          value={state.job}
          onChange={({ value }) => update({ ...DEFAULTS, kinds: state.kinds, compare: state.compare, job: value })}
        />
      </Field>
      <Field label="Instances" noMargin>
        <MultiCombobox
          id="quayside-instances"
          width="auto"
          minWidth={20}
          maxWidth={50}
          placeholder="All"
          options={instances.map(({ instance, up }) => ({
            value: instance,
            label: instance,
            ...(up ? {} : { description: 'does not answer' }),
          }))}
          value={listOf(state.instance)}
          onChange={(chosen) => update({ instance: textOf(chosen.map(({ value }) => value)) })}
        />
      </Field>
      <Field label="Requests compared with" noMargin>
        <Combobox
          id="quayside-compare"
          width={22}
          options={[
            { value: '', label: 'Nothing' },
            { value: 'day', label: 'A day before' },
            { value: 'week', label: 'A week before' },
          ]}
          value={state.compare}
          onChange={({ value }) => update({ compare: value })}
        />
      </Field>
    </Stack>
  );
}

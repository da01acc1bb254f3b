import React from 'react';
import { Button, Combobox, Field, MultiCombobox, Stack } from '@grafana/ui';
import { PeriodField } from '../../components/PeriodField';
import { listOf, textOf } from '../../signals/urlList';
import type { Application } from '../../insights/services/applicationsOf';
import type { Instance } from '../../insights/services/lifeOf';
import { DEFAULTS, type ServicesState, type UpdateState } from './servicesState';

interface Props {
  application: Application;
  applications: readonly Application[];
  instances: readonly Instance[];
  state: ServicesState;
  update: UpdateState;
}

const idOf = ({ job, part }: Application) => JSON.stringify([job, part]);

/** Which application, which of its instances, and what its requests are compared with. */
export function ApplicationBar({ application, applications, instances, state, update }: Props) {
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
          options={applications.map((one) => ({
            value: idOf(one),
            label: one.name || '(no name)',
            ...(one.name === one.job ? {} : { description: `job ${one.job}` }),
            ...(one.kind === 'application' ? {} : { description: one.kind }),
          }))}
          value={idOf(application)}
          onChange={({ value }) => {
            const chosen = applications.find((one) => idOf(one) === value);
            if (chosen) {
              const { job, part } = chosen;
              update({ ...DEFAULTS, kinds: state.kinds, compare: state.compare, job, part });
            }
          }}
        />
      </Field>
      <Field label="Instances" noMargin>
        <MultiCombobox
          id="quayside-instances"
          width="auto"
          minWidth={20}
          maxWidth={50}
          placeholder="All"
          options={instances.map(({ instance, up, scraped }) => ({
            value: instance,
            label: instance,
            ...(up ? {} : { description: scraped ? 'does not answer' : 'no longer scraped' }),
          }))}
          value={listOf(state.instance)}
          onChange={(chosen) => update({ instance: textOf(chosen.map(({ value }) => value)) })}
        />
      </Field>
      <PeriodField label="Requests compared with" period={state.compare} onChange={(compare) => update({ compare })} />
    </Stack>
  );
}

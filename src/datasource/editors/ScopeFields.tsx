import React from 'react';
import type { TimeRange } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { Field, Input, MultiCombobox, Stack } from '@grafana/ui';
import type { Conventions } from '../../signals/conventions';
import { groupLabels } from '../../signals/inventory';
import { loadChoices } from '../loadChoices';
import type { Choice, ScopeTexts } from '../query';
import type { SignalsDataSource } from '../SignalsDataSource';

interface Props {
  datasource: SignalsDataSource;
  conventions: Conventions | undefined;
  range: TimeRange | undefined;
  scope: ScopeTexts;
  /** The parts that can restrict what is asked. */
  parts: readonly Choice[];
  searchable?: boolean;
  onChange: (scope: ScopeTexts) => void;
}

const TITLES: Record<Choice, string> = {
  hosts: 'Hosts',
  containers: 'Containers',
  projects: 'Projects',
  services: 'Services',
  images: 'Images',
  namespaces: 'Namespaces',
  virtualHosts: 'Virtual hosts',
};

const SHOWN = 200;
const HOUR_MS = 3600_000;

/** The parts of a scope that these conventions can have. */
export function partsFor(conventions: Conventions | undefined, parts: readonly Choice[]): Choice[] {
  const property = { projects: 'project', services: 'service', namespaces: 'namespace' } as const;
  return parts.filter(
    (part) =>
      !(part in property) ||
      !conventions ||
      groupLabels(conventions, property[part as keyof typeof property]).length > 0
  );
}

function lastHour() {
  const to = Date.now();
  return { from: to - HOUR_MS, to };
}

/** What a query is restricted to. Each field takes values, variables such as `$host`, and what is typed. */
export function ScopeFields({ datasource, conventions, range, scope, parts, searchable = false, onChange }: Props) {
  const options = async (part: Choice, typed: string) => {
    const times = range ? { from: range.from.valueOf(), to: range.to.valueOf() } : lastHour();
    // A choice of containers is made among those of the hosts chosen, and so on; never among itself.
    const { scope: others } = datasource.readScope({ scope: { ...scope, [part]: [], containers: [] } }, undefined);
    const found = await loadChoices(datasource.installations, part, others, times).catch((): string[] => []);
    const variables = getTemplateSrv()
      .getVariables()
      .map(({ name }) => `$${name}`);
    return [...variables, ...found]
      .filter((value) => value.toLowerCase().includes(typed.toLowerCase()))
      .slice(0, SHOWN)
      .map((value) => ({ value, label: value }));
  };
  return (
    <Stack direction="row" gap={1} wrap="wrap">
      {partsFor(conventions, parts).map((part) => (
        <Field key={part} label={TITLES[part]} noMargin>
          <MultiCombobox
            width="auto"
            minWidth={18}
            maxWidth={50}
            placeholder="All"
            createCustomValue
            value={(scope[part] ?? []).map((value) => ({ value, label: value }))}
            options={(typed) => options(part, typed)}
            onChange={(chosen) => onChange({ ...scope, [part]: chosen.map(({ value }) => value) })}
          />
        </Field>
      ))}
      {searchable && (
        <Field label="Name contains" noMargin>
          <Input
            width={18}
            placeholder="Part of a name"
            defaultValue={scope.search ?? ''}
            key={scope.search ?? ''}
            onBlur={({ currentTarget: { value } }) =>
              value !== (scope.search ?? '') && onChange({ ...scope, search: value || undefined })
            }
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
        </Field>
      )}
    </Stack>
  );
}

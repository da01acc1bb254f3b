import React from 'react';
import { IconButton, Stack, Text } from '@grafana/ui';
import { AddButton } from '../../components/AddButton';
import type { HostAlias } from '../../signals/conventions';
import { TextField } from './TextField';

interface Props {
  aliases: readonly HostAlias[];
  onChange: (aliases: HostAlias[]) => void;
}

const SYSTEMS = [
  { system: 'containers', title: 'in cAdvisor', placeholder: '10.0.0.5:8080' },
  { system: 'hosts', title: 'in node exporter', placeholder: 'web-1.example.org:9100' },
  { system: 'logs', title: 'in logs', placeholder: 'web-1' },
] as const;

const namesOf = (text: string) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function hostName(text: string): string {
  if (text.trim() === '') {
    throw new Error('A host without a name is none: remove it by its button');
  }
  return text.trim();
}

function withNames(alias: HostAlias, system: (typeof SYSTEMS)[number]['system'], names: string[]): HostAlias {
  const { [system]: _names, ...rest } = alias;
  return names.length > 0 ? { ...rest, [system]: names } : rest;
}

/** One host under its names in each system, where no rule brings them together. */
export function HostNamesSection({ aliases, onChange }: Props) {
  const replace = (index: number, alias: HostAlias) => onChange(aliases.map((one, at) => (at === index ? alias : one)));
  return (
    <section aria-labelledby="quayside-host-names-title">
      <Stack direction="column" gap={1}>
        <div>
          <Text element="h3" variant="h4">
            <span id="quayside-host-names-title">Hosts with several names</span>
          </Text>
          <Text element="p" color="secondary">
            Most are found by themselves. Where one host is called differently and no rule tells, write its names here,
            with commas between them. What is matched shows above at once.
          </Text>
        </div>
        {aliases.map((alias, index) => (
          <Stack key={index} direction="row" gap={0.5} alignItems="center" wrap="wrap">
            <TextField
              isBare
              width={20}
              title={`Name of host ${index + 1}`}
              value={alias.host}
              write={(host) => host}
              read={hostName}
              onChange={(host) => replace(index, { ...alias, host })}
            />
            {SYSTEMS.map(({ system, title, placeholder }) => (
              <TextField
                key={system}
                isBare
                width={28}
                title={`${alias.host} ${title}`}
                prefix={title}
                placeholder={placeholder}
                value={alias[system] ?? []}
                write={(names) => names.join(', ')}
                read={namesOf}
                onChange={(names) => replace(index, withNames(alias, system, [...names]))}
              />
            ))}
            <IconButton
              name="trash-alt"
              tooltip={`Forget the names of ${alias.host}`}
              onClick={() => onChange(aliases.filter((_, at) => at !== index))}
            />
          </Stack>
        ))}
        <AddButton onClick={() => onChange([...aliases, { host: `host-${aliases.length + 1}` }])}>Host</AddButton>
      </Stack>
    </section>
  );
}

import React from 'react';
import { Button, IconButton, Input, Stack, Text } from '@grafana/ui';
import type { HostAlias } from '../../signals/conventions';

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

/** One host under its names in each system, where no rule brings them together. */
export function HostNamesSection({ aliases, onChange }: Props) {
  const replace = (index: number, alias: HostAlias) => onChange(aliases.map((one, at) => (at === index ? alias : one)));
  return (
    <section aria-labelledby="quayside-host-names">
      <Stack direction="column" gap={1}>
        <div>
          <Text element="h3" variant="h4">
            <span id="quayside-host-names">Hosts with several names</span>
          </Text>
          <Text element="p" color="secondary">
            Most are found by themselves. Where one host is called differently and no rule tells, write its names here,
            with commas between them. What is matched shows above at once.
          </Text>
        </div>
        {aliases.map((alias, index) => (
          <Stack key={`${index} of ${aliases.length}`} direction="row" gap={0.5} alignItems="center" wrap="wrap">
            <Input
              width={20}
              aria-label={`Name of host ${index + 1}`}
              value={alias.host}
              onChange={(event) => {
                const host = event.currentTarget.value;
                // A host without a name is none: the row is removed by its own button.
                if (host.trim() !== '') {
                  replace(index, { ...alias, host });
                }
              }}
            />
            {SYSTEMS.map(({ system, title, placeholder }) => (
              <Input
                key={system}
                width={28}
                aria-label={`${alias.host} ${title}`}
                prefix={title}
                placeholder={placeholder}
                defaultValue={(alias[system] ?? []).join(', ')}
                onBlur={(event) => {
                  const names = namesOf(event.currentTarget.value);
                  const { [system]: _names, ...rest } = alias;
                  replace(index, names.length > 0 ? { ...rest, [system]: names } : rest);
                }}
              />
            ))}
            <IconButton
              name="trash-alt"
              tooltip={`Forget the names of ${alias.host}`}
              onClick={() => onChange(aliases.filter((_, at) => at !== index))}
            />
          </Stack>
        ))}
        <div>
          <Button
            size="sm"
            variant="secondary"
            icon="plus"
            onClick={() => onChange([...aliases, { host: `host-${aliases.length + 1}` }])}
          >
            Host
          </Button>
        </div>
      </Stack>
    </section>
  );
}

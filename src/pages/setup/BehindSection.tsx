import React from 'react';
import { IconButton, Input, Stack, Text } from '@grafana/ui';
import { AddButton } from '../../components/AddButton';
import type { NginxBehind } from '../../signals/nginx/format';

interface Props {
  rows: readonly NginxBehind[];
  onChange: (rows: NginxBehind[]) => void;
}

const PARTS: ReadonlyArray<{ part: keyof NginxBehind; label: string; placeholder: string }> = [
  { part: 'address', label: 'Upstream address or virtual host', placeholder: '10.0.1.12:8080 or shop.example.org' },
  { part: 'host', label: 'Host of the container', placeholder: 'host' },
  { part: 'container', label: 'Name of the container', placeholder: 'container' },
];

/** Which container is behind an upstream, where no name tells. */
export function BehindSection({ rows, onChange }: Props) {
  return (
    <section aria-labelledby="quayside-nginx-behind">
      <Stack direction="column" gap={1}>
        <div>
          <Text element="h3" variant="h4">
            <span id="quayside-nginx-behind">What is behind NGINX</span>
          </Text>
          <Text element="p" color="secondary">
            An upstream that is called like a container or its compose service is found by itself. Of an address of
            numbers no metric says which container has it: say it here, and the pages link the two.
          </Text>
        </div>
        {rows.map((row, index) => (
          <Stack key={index} direction="row" gap={0.5} alignItems="center" wrap="wrap">
            {PARTS.map(({ part, label, placeholder }) => (
              <Input
                key={part}
                width={part === 'address' ? 36 : 22}
                aria-label={label}
                placeholder={placeholder}
                invalid={row[part] === ''}
                value={row[part]}
                onChange={(event) =>
                  onChange(rows.map((one, at) => (at === index ? { ...one, [part]: event.currentTarget.value } : one)))
                }
              />
            ))}
            <IconButton
              name="trash-alt"
              tooltip={`Remove ${row.address}`}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            />
          </Stack>
        ))}
        <AddButton onClick={() => onChange([...rows, { address: '', host: '', container: '' }])}>Upstream</AddButton>
      </Stack>
    </section>
  );
}

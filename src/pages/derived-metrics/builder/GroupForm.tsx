import React from 'react';
import { Button, Checkbox, IconButton, Stack } from '@grafana/ui';
import type { GroupField } from '../../../signals/derived/derivedMetric';
import { CommittedInput } from './CommittedInput';
import { fieldOfText, fieldText, labelFor } from './fieldTexts';

interface Props {
  by: readonly GroupField[];
  onChange: (by: GroupField[]) => void;
}

const MOST = 6;

const valuesOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What the metric is split by, and what is recorded of each field by name. */
export function GroupForm({ by, onChange }: Props) {
  const change = (index: number, patch: Partial<GroupField>) =>
    onChange(by.map((one, at) => (at === index ? { ...one, ...patch } : one)));
  return (
    <Stack direction="column" gap={1}>
      {by.map((group, index) => (
        <Stack key={index} direction="row" gap={1} wrap="wrap" alignItems="flex-end">
          <CommittedInput
            label="Split by"
            id={`quayside-by-${index}`}
            description="json:status, logfmt:route, label:host, pattern:…#name or regexp:…#name"
            width={32}
            value={fieldText(group.field)}
            problem={(text) => (fieldOfText(text) ? undefined : 'json:…, logfmt:…, label:…, pattern:…#name')}
            onChange={(text) => {
              const field = fieldOfText(text);
              if (field) {
                change(index, { field });
              }
            }}
          />
          <CommittedInput
            label="Label"
            id={`quayside-as-${index}`}
            description="What the label of the metric is called"
            width={16}
            value={group.as}
            onChange={(as) => change(index, { as })}
          />
          <CommittedInput
            label="Only these by name"
            id={`quayside-only-${index}`}
            description="With commas between them; all others are recorded as one, “other”"
            width={32}
            placeholder="All: each value is a series"
            value={(group.only ?? []).join(', ')}
            onChange={(text) => {
              const only = valuesOf(text);
              const { only: _old, ...rest } = group;
              onChange(by.map((one, at) => (at === index ? { ...rest, ...(only.length > 0 ? { only } : {}) } : one)));
            }}
          />
          <Checkbox
            label="A path: ids in it are replaced"
            value={group.route ?? false}
            onChange={(event) => change(index, { route: event.currentTarget.checked })}
          />
          <IconButton
            name="trash-alt"
            tooltip={`Do not split by ${group.as}`}
            onClick={() => onChange(by.filter((_one, at) => at !== index))}
          />
        </Stack>
      ))}
      <div>
        <Button
          size="sm"
          variant="secondary"
          icon="plus"
          disabled={by.length >= MOST}
          onClick={() => onChange([...by, newGroup()])}
        >
          Split by a field
        </Button>
      </div>
    </Stack>
  );
}

function newGroup(): GroupField {
  const field = { from: 'json', name: 'status' } as const;
  return { field, as: labelFor(field) };
}

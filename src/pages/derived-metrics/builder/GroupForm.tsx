import React from 'react';
import { Button, Checkbox, IconButton, Stack } from '@grafana/ui';
import { AddButton } from '../../../components/AddButton';
import { MOST_FIELDS, MOST_NAMED, type GroupField } from '../../../signals/derived/derivedMetric';
import { LABEL_NAME } from '../../../signals/promql';
import { CommittedInput } from './CommittedInput';
import { fieldOfText, fieldText, labelFor } from './fieldTexts';
import { NAMED } from './loadBusiest';
import type { Cap } from './useCapping';

interface Props {
  by: readonly GroupField[];
  onChange: (by: GroupField[]) => void;
  onCap: Cap;
  isBusy: boolean;
}

const valuesOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
  ),
];

function labelProblem(label: string, others: readonly GroupField[]): string | undefined {
  if (!LABEL_NAME.test(label)) {
    return 'Letters, digits and _ only, no digit first';
  }
  if (label === 'le' || label.startsWith('__')) {
    return 'Prometheus uses that name itself';
  }
  return others.some(({ as }) => as === label) ? 'Another field is called that already' : undefined;
}

/** What the metric is split by, and what is recorded of each field by name. */
export function GroupForm({ by, onChange, onCap, isBusy }: Props) {
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
            problem={(text) =>
              labelProblem(
                text,
                by.filter((_one, at) => at !== index)
              )
            }
            onChange={(as) => change(index, { as })}
          />
          <CommittedInput
            label="Only these by name"
            id={`quayside-only-${index}`}
            description="With commas between them; all others are recorded as one, “other”"
            width={32}
            placeholder="All: each value is a series"
            value={(group.only ?? []).join(', ')}
            problem={(text) =>
              valuesOf(text).length > MOST_NAMED
                ? `At most ${MOST_NAMED}: each is a series, or many where it is split by more`
                : undefined
            }
            onChange={(text) => {
              const only = valuesOf(text);
              const { only: _old, ...rest } = group;
              onChange(by.map((one, at) => (at === index ? { ...rest, ...(only.length > 0 ? { only } : {}) } : one)));
            }}
          />
          <Button size="sm" variant="secondary" disabled={isBusy} onClick={() => onCap(group)}>
            {`The ${NAMED} busiest`}
            <span className="sr-only"> of {group.as} by name</span>
          </Button>
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
      <AddButton
        disabled={by.length >= MOST_FIELDS}
        tooltip={by.length >= MOST_FIELDS ? `A metric is split by ${MOST_FIELDS} fields at most` : undefined}
        onClick={() => onChange([...by, newGroup(by)])}
      >
        Split by a field
      </AddButton>
    </Stack>
  );
}

function newGroup(by: readonly GroupField[]): GroupField {
  const field = { from: 'json', name: 'status' } as const;
  const label = labelFor(field);
  const taken = by.filter(({ as }) => as.startsWith(label)).length;
  return { field, as: taken > 0 ? `${label}_${taken + 1}` : label };
}

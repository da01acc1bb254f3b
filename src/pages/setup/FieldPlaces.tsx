import React from 'react';
import { Combobox, IconButton, Input, Stack } from '@grafana/ui';
import { AddButton } from '../../components/AddButton';
import { FIELD_NAMES, fieldInfo, type Field } from '../../signals/nginx/fields';
import type { FieldPlace } from '../../signals/nginx/logDraft';

interface Props {
  id: string;
  places: readonly FieldPlace[];
  /** What is typed for each field: where it stands. */
  placeholder: string;
  onChange: (places: FieldPlace[]) => void;
}

/** Which field stands where: a row a field, and one more to add another. */
export function FieldPlaces({ id, places, placeholder, onChange }: Props) {
  const free = FIELD_NAMES.filter((field) => !places.some((place) => place.field === field));
  const replace = (index: number, change: Partial<FieldPlace>) =>
    onChange(places.map((place, at) => (at === index ? { ...place, ...change } : place)));
  return (
    <Stack direction="column" gap={0.5}>
      {places.map(({ field, place }, index) => (
        <Stack key={field} direction="row" gap={0.5} alignItems="center">
          <label htmlFor={`${id}-${field}`} className="sr-only">
            {`Field ${index + 1}`}
          </label>
          <Combobox<Field>
            id={`${id}-${field}`}
            width={24}
            options={[field, ...free].map((one) => ({ value: one, label: fieldInfo(one).title }))}
            value={field}
            onChange={({ value }) => replace(index, { field: value })}
          />
          <Input
            width={32}
            aria-label={`Where the ${fieldInfo(field).title.toLowerCase()} stands`}
            placeholder={placeholder}
            value={place}
            onChange={(event) => replace(index, { place: event.currentTarget.value })}
          />
          <IconButton
            name="trash-alt"
            tooltip={`Leave out the ${fieldInfo(field).title.toLowerCase()}`}
            onClick={() => onChange(places.filter((_, at) => at !== index))}
          />
        </Stack>
      ))}
      <AddButton
        disabled={free.length === 0}
        onClick={() => {
          const [field] = free;
          if (field) {
            onChange([...places, { field, place: '' }]);
          }
        }}
      >
        Field
      </AddButton>
    </Stack>
  );
}

import React from 'react';
import { Alert, Button, Combobox, Field, Stack } from '@grafana/ui';
import { placeProblem, type PlaceForm } from './setupForm';
import { TextField } from './TextField';

interface Props {
  place: PlaceForm;
  others: readonly PlaceForm[];
  onChoose: (name: string) => void;
  onAdd: () => void;
  onRename: (name: string) => void;
  onRemove: () => void;
}

function newName(text: string): string {
  if (text.trim() === '') {
    throw new Error('A location needs a name');
  }
  return text;
}

/** Which location the page is about: data sources, labels, host names, NGINX and the doctor are of this one. */
export function PlaceBar({ place, others, onChoose, onAdd, onRename, onRemove }: Props) {
  const names = others.map(({ name }) => name);
  const isMain = place.name === '';
  const problem = isMain ? undefined : placeProblem(place, names);
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={1} alignItems="flex-end" wrap="wrap">
        {others.length > 0 && (
          <Field label="Location" description="All that follows is of this one." noMargin>
            <Combobox
              id="quayside-setup-location"
              width={32}
              options={[{ value: '', label: 'Main location' }, ...names.map((name) => ({ value: name, label: name }))]}
              value={place.name}
              onChange={({ value }) => onChoose(value)}
            />
          </Field>
        )}
        {!isMain && (
          <TextField
            title="Name of the location"
            value={place.name}
            write={(name) => name}
            read={newName}
            onChange={onRename}
          />
        )}
        {!isMain && (
          <Button variant="secondary" icon="trash-alt" onClick={onRemove}>
            Remove this location
          </Button>
        )}
        <Button variant="secondary" icon="plus" onClick={onAdd}>
          Location
        </Button>
      </Stack>
      {others.length === 0 && (
        <span>Another location is a place with a Prometheus or a Loki of its own. Every page then has a choice.</span>
      )}
      {problem && <Alert severity="warning" title={problem} />}
    </Stack>
  );
}

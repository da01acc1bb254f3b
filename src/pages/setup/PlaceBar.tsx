import React from 'react';
import { Alert, Button, Combobox, Field, Stack } from '@grafana/ui';
import { nameProblem, placeProblem, type PlaceForm } from './setupForm';
import { TextField } from './TextField';

interface Props {
  place: PlaceForm;
  others: readonly PlaceForm[];
  onChoose: (name: string) => void;
  onAdd: () => void;
  onRename: (name: string) => void;
  onRemove: () => void;
}

/** A name that a location can be given. The address finds it by its name, so it must be its own from the first letter on. */
function newName(text: string, taken: readonly string[]): string {
  const problem = nameProblem(text, taken);
  if (problem) {
    throw new Error(problem);
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
            read={(text) => newName(text, [...names.filter((name) => name !== place.name), text])}
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

import React, { useState } from 'react';
import { Button, Combobox, IconButton, Input, Stack, Text } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { pickDataSource, type DataSourceChoice } from '../../grafana/dataSources';
import type { Location } from '../../grafana/settings';
import { DOCKER } from '../../signals/conventions';
import { FoundSection } from './FoundSection';
import { useFirstLook } from './useFirstLook';

interface Props {
  locations: readonly Location[];
  prometheus: readonly DataSourceChoice[];
  loki: readonly DataSourceChoice[];
  onChange: (locations: Location[]) => void;
}

/** What is wrong with the names of locations; nothing where they can be used. */
export function locationsProblem(locations: readonly Location[]): string | undefined {
  const names = locations.map(({ name }) => name.trim());
  return names.includes('')
    ? 'A location needs a name'
    : new Set(names).size < names.length
      ? 'Two locations have one name'
      : undefined;
}

/** Other places, each with a Prometheus and a Loki of its own. */
export function LocationsSection({ locations, prometheus, loki, onChange }: Props) {
  const replace = (index: number, location: Location) =>
    onChange(locations.map((one, at) => (at === index ? location : one)));
  return (
    <section aria-labelledby="quayside-locations">
      <Stack direction="column" gap={1}>
        <div>
          <Text element="h3" variant="h4">
            <span id="quayside-locations">Other locations</span>
          </Text>
          <Text element="p" color="secondary">
            Where another place has a Prometheus and a Loki of its own. Every page then has a choice of location; links
            keep it. How the data of each is labelled is found out when it is opened.
          </Text>
        </div>
        {locations.map((location, index) => (
          <LocationRow
            key={`${index} of ${locations.length}`}
            location={location}
            prometheus={prometheus}
            loki={loki}
            onChange={(changed) => replace(index, changed)}
            onRemove={() => onChange(locations.filter((_, at) => at !== index))}
          />
        ))}
        <div>
          <Button
            size="sm"
            variant="secondary"
            icon="plus"
            onClick={() => onChange([...locations, { name: `Location ${locations.length + 2}` }])}
          >
            Location
          </Button>
        </div>
      </Stack>
    </section>
  );
}

interface RowProps extends Omit<Props, 'locations' | 'onChange'> {
  location: Location;
  onChange: (location: Location) => void;
  onRemove: () => void;
}

function LocationRow({ location, prometheus, loki, onChange, onRemove }: RowProps) {
  const [looking, setLooking] = useState(false);
  const sources = {
    prometheus: pickDataSource(prometheus, location.prometheusUid),
    loki: pickDataSource(loki, location.lokiUid),
  };
  const look = useFirstLook(looking && !location.conventions, sources.prometheus, sources.loki);
  const options = (all: readonly DataSourceChoice[]) => all.map(({ uid, name }) => ({ value: uid, label: name }));
  const { name } = location;
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={0.5} alignItems="center" wrap="wrap">
        <Input
          width={24}
          aria-label="Name of the location"
          invalid={name.trim() === ''}
          value={name}
          onChange={(event) => onChange({ ...location, name: event.currentTarget.value })}
        />
        <Combobox
          width={28}
          aria-label={`Prometheus of ${name}`}
          placeholder="Prometheus"
          options={options(prometheus)}
          value={location.prometheusUid ?? null}
          onChange={({ value }) => onChange({ ...location, prometheusUid: value })}
        />
        <Combobox
          width={28}
          aria-label={`Loki of ${name}`}
          placeholder="Loki"
          options={options(loki)}
          value={location.lokiUid ?? null}
          onChange={({ value }) => onChange({ ...location, lokiUid: value })}
        />
        <Button size="sm" variant="secondary" fill="text" onClick={() => setLooking(!looking)}>
          {looking ? 'Hide what it shows' : 'What does it show?'}
        </Button>
        <IconButton name="trash-alt" tooltip={`Remove ${name}`} onClick={onRemove} />
      </Stack>
      {look.problem && <ProblemNotice problem={look.problem} />}
      {looking && !look.loading && (
        <FoundSection {...sources} conventions={location.conventions ?? look.data ?? DOCKER} />
      )}
    </Stack>
  );
}

import React, { useId } from 'react';
import { useLocation } from 'react-router-dom';
import { locationService } from '@grafana/runtime';
import { Combobox } from '@grafana/ui';
import { locationTitle, useInstallation } from './InstallationContext';
import { EVERYWHERE, LOCATION_PARAM, locationIn } from './paths';

/** Which location's servers are asked; nothing where there is only one. */
export function LocationChooser() {
  const { settings } = useInstallation();
  const location = locationIn(useLocation().search);
  const others = settings.locations ?? [];
  const id = useId();
  if (others.length === 0) {
    return null;
  }
  return (
    <>
      <label htmlFor={id} className="sr-only">
        Location
      </label>
      <Combobox
        id={id}
        width={24}
        options={[
          { value: EVERYWHERE, label: 'All locations' },
          ...['', ...others.map(({ name }) => name)].map((name) => ({ value: name, label: locationTitle(name) })),
        ]}
        value={[EVERYWHERE, ...others.map(({ name }) => name)].includes(location) ? location : ''}
        onChange={({ value }) => locationService.partial({ [LOCATION_PARAM]: value === '' ? null : value })}
      />
    </>
  );
}

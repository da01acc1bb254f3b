import { PanelPlugin } from '@grafana/data';
import { Alert } from '@grafana/ui';
import React from 'react';

/** Says loudly that a panel can't be drawn here: an empty box would pass for a panel without data. */
export function unknownPanel(id: string): PanelPlugin {
  console.error(`The workbench has no panel of type "${id}".`);
  return new PanelPlugin(() => (
    <Alert severity="error" title={`The workbench has no panel of type "${id}"`}>
      Open this page in Grafana to see it.
    </Alert>
  )).useFieldConfig();
}

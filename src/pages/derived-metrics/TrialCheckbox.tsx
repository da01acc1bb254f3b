import React from 'react';
import { Checkbox } from '@grafana/ui';

/** Whether it is tried first that what the ruler records arrives. */
export function TrialCheckbox({ value, onChange }: { value: boolean; onChange: (value: boolean) => void }) {
  return (
    // A box of its own: stretched over the page, its label would stand far from it.
    <div style={{ alignSelf: 'flex-start' }}>
      <Checkbox
        label="Try first whether recorded samples reach Prometheus"
        description="A rule that reads no log is installed for up to two and a half minutes, and goes again."
        value={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import { PERIODS } from './periods';

interface Props {
  label: string;
  /** A name of `PERIODS`; empty: none. */
  period: string;
  onChange: (period: string) => void;
}

const OPTIONS = [
  { value: '', label: 'Nothing' },
  ...Object.entries(PERIODS).map(([value, { name }]) => ({
    value,
    label: name.charAt(0).toUpperCase() + name.slice(1),
  })),
];

/** The period that a page's range is compared with. */
export function PeriodField({ label, period, onChange }: Props) {
  return (
    <Field label={label} noMargin>
      <Combobox
        id="quayside-compare"
        width={22}
        options={OPTIONS}
        value={period}
        onChange={({ value }) => onChange(value)}
      />
    </Field>
  );
}

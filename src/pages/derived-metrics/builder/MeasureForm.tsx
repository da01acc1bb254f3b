import React from 'react';
import { Combobox, Field, Input, Stack } from '@grafana/ui';
import { measuredField, type LineField, type Measure, type Written } from '../../../signals/derived/derivedMetric';
import { CommittedInput } from './CommittedInput';
import { fieldOfText, fieldText } from './fieldTexts';

interface Props {
  measure: Measure;
  onChange: (measure: Measure) => void;
}

type Kind = Measure['kind'];

const KINDS: ReadonlyArray<{ value: Kind; label: string; description: string }> = [
  { value: 'count', label: 'How many lines', description: 'Counted each minute; to be added up over any time' },
  { value: 'rate', label: 'Lines a second', description: 'The rate of each minute' },
  { value: 'bytes', label: 'Bytes of the lines', description: 'How much is written' },
  { value: 'sum', label: 'Sum of a value', description: 'Of a number in the line' },
  {
    value: 'average',
    label: 'Average of a value',
    description: 'Recorded as sum and count, so that it can be summed over hosts',
  },
  { value: 'min', label: 'Smallest value', description: 'Of each minute' },
  { value: 'max', label: 'Largest value', description: 'Of each minute' },
  { value: 'percentile', label: 'Percentile of a value', description: 'Of each minute; cannot be summed over hosts' },
  {
    value: 'distribution',
    label: 'Distribution of a value',
    description: 'Buckets, from which any percentile comes, for any set of hosts together',
  },
  { value: 'distinct', label: 'Different values', description: 'How many of each minute' },
];

const WRITTEN: ReadonlyArray<{ value: Written; label: string; description: string }> = [
  { value: 'number', label: 'Number', description: '12.5' },
  { value: 'duration', label: 'Duration', description: '1m20s, 35ms: recorded in seconds' },
  { value: 'bytes', label: 'Size', description: '3.5MB, 12KiB: recorded in bytes' },
];

const USUAL_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NO_FIELD: LineField = { from: 'json', name: 'value' };

/** The measure of another kind, with what it has in common with this one. */
export function ofKind(kind: Kind, old: Measure): Measure {
  const known = measuredField(old);
  const field = known?.field ?? NO_FIELD;
  const written = known?.written ?? 'number';
  switch (kind) {
    case 'count':
    case 'rate':
    case 'bytes':
      return { kind };
    case 'distinct':
      return { kind, field };
    case 'percentile':
      return { kind, field, written, share: 0.95 };
    case 'distribution':
      return { kind, field, written, bounds: USUAL_BOUNDS };
    default:
      return { kind, field, written };
  }
}

/** What is measured of the lines. */
export function MeasureForm({ measure, onChange }: Props) {
  const read = measuredField(measure);
  return (
    <Stack direction="row" gap={1} wrap="wrap" alignItems="flex-end">
      <Field label="Measure" noMargin>
        <Combobox
          id="quayside-measure"
          width={32}
          options={[...KINDS]}
          value={measure.kind}
          onChange={({ value }) => onChange(ofKind(value, measure))}
        />
      </Field>
      {read && 'field' in measure && (
        <CommittedInput
          label="Field"
          id="quayside-measured-field"
          description="json:took_ms, logfmt:duration, label:host, pattern:<_> took <ms> ms#ms, or regexp:took (?P<ms>\d+)#ms. Or choose one of the fields below."
          width={40}
          value={fieldText(measure.field)}
          problem={(text) =>
            fieldOfText(text) ? undefined : 'json:…, logfmt:…, label:…, pattern:…#name or regexp:…#name'
          }
          onChange={(text) => {
            const field = fieldOfText(text);
            if (field) {
              onChange({ ...measure, field });
            }
          }}
        />
      )}
      {'written' in measure && (
        <Field label="Written as" noMargin>
          <Combobox
            id="quayside-written"
            width={16}
            options={[...WRITTEN]}
            value={measure.written}
            onChange={({ value }) => onChange({ ...measure, written: value })}
          />
        </Field>
      )}
      {measure.kind === 'percentile' && (
        <Field label="Percent" htmlFor="quayside-percent" noMargin>
          <Input
            id="quayside-percent"
            type="number"
            width={10}
            min={1}
            max={99.9}
            step="any"
            value={measure.share * 100}
            onChange={(event) => {
              const share = Number(event.currentTarget.value) / 100;
              if (share > 0 && share < 1) {
                onChange({ ...measure, share });
              }
            }}
          />
        </Field>
      )}
      {measure.kind === 'distribution' && (
        <CommittedInput
          label="Upper ends of buckets"
          id="quayside-bounds"
          description="Rising, in the recorded unit, at most 20"
          width={48}
          value={measure.bounds.join(', ')}
          problem={(text) => (boundsOf(text) ? undefined : 'Rising numbers with commas between them, at most 20')}
          onChange={(text) => {
            const bounds = boundsOf(text);
            if (bounds) {
              onChange({ ...measure, bounds });
            }
          }}
        />
      )}
    </Stack>
  );
}

function boundsOf(text: string): number[] | undefined {
  const bounds = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const rises = bounds.every((bound, at) => Number.isFinite(bound) && (at === 0 || bound > (bounds[at - 1] ?? bound)));
  return rises && bounds.length <= 20 ? bounds : undefined;
}

import React from 'react';
import { Button, Stack } from '@grafana/ui';
import type { DetectedField } from '../../../grafana/lokiIndex';
import { MOST_FIELDS } from '../../../signals/derived/derivedMetric';
import type { Draft } from './builderState';
import { labelFor, lineFieldOf, writtenOf } from './fieldTexts';
import { ofKind } from './MeasureForm';
import type { Cap } from './useCapping';

/** Values of a field that may each be a series without anybody asking: more are those of what clients invent. */
const FEW = 20;

interface Props {
  field: DetectedField;
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
  onCap: Cap;
}

/** What a metric can do with a field that Loki found. */
export function FieldActions({ field, draft, onChange, onCap }: Props) {
  const one = lineFieldOf(field);
  const as = labelFor(one);
  const isThere = draft.by.some((group) => group.as === as);
  const isFull = draft.by.length >= MOST_FIELDS;
  return (
    <Stack direction="row" gap={0.5}>
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        onClick={() => {
          const { measure } = draft;
          const kind = 'field' in measure ? measure.kind : 'average';
          const next = ofKind(kind, measure);
          onChange({
            measure:
              'written' in next
                ? { ...next, field: one, written: writtenOf(field) }
                : 'field' in next
                  ? { ...next, field: one }
                  : next,
          });
        }}
      >
        Measure
      </Button>
      <Button
        size="sm"
        variant="secondary"
        fill="text"
        disabled={isThere || isFull}
        tooltip={
          isThere
            ? `It is split by ${as} already`
            : isFull
              ? `A metric is split by ${MOST_FIELDS} fields at most`
              : undefined
        }
        onClick={() =>
          field.parser !== undefined && field.cardinality > FEW
            ? onCap({ field: one, as })
            : onChange({ by: [...draft.by, { field: one, as }] })
        }
      >
        Split by
      </Button>
    </Stack>
  );
}

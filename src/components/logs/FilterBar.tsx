import React, { useState } from 'react';
import { Combobox, Field, Icon, Input, RadioButtonGroup, Stack } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { detectedFields, detectedValues, type DetectedField } from '../../grafana/lokiIndex';
import type { TimeSlice } from '../../signals/logBudget';
import type { FieldCondition } from '../../signals/logQuery';
import { regexProblem } from '../../signals/logRegex';
import { fieldName } from './fieldName';
import { withField, type ChangeLogs, type LogsState } from './logsState';

interface Props {
  source: DataSourceChoice;
  /** The lines whose fields can be chosen. */
  expr: string;
  range: TimeSlice;
  state: LogsState;
  onChange: ChangeLogs;
}

/** Lines in which fields are looked for. */
const SAMPLE = 500;

interface TextProps {
  label: string;
  description: string;
  value: string;
  width: number;
  placeholder: string;
  problem?: (text: string) => string | undefined;
  onChange: (text: string) => void;
}

/** A text that is asked for once it is complete: at Enter, or when it is left. */
function TextFilter({ label, description, value, width, placeholder, problem, onChange }: TextProps) {
  const [typed, setTyped] = useState({ value, text: value });
  // What came by the URL replaces what was typed.
  const text = typed.value === value ? typed.text : value;
  const wrong = text === '' ? undefined : problem?.(text);
  const id = `quayside-logs-${label.toLowerCase().replace(/\W+/g, '-')}`;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text);
      }}
    >
      <Field label={label} htmlFor={id} noMargin invalid={wrong !== undefined} error={wrong}>
        <Input
          id={id}
          width={width}
          title={description}
          placeholder={placeholder}
          prefix={<Icon name="search" />}
          value={text}
          onChange={(event) => setTyped({ value, text: event.currentTarget.value })}
          onBlur={() => text !== value && onChange(text)}
        />
      </Field>
    </form>
  );
}

/** Which lines: words, an expression, fields. */
export function FilterBar({ source, expr, range, state, onChange }: Props) {
  const [field, setField] = useState<DetectedField>();
  const [op, setOp] = useState<FieldCondition['op']>('=');
  const fieldOptions = async (typed: string) => {
    const fields = (await detectedFields(source, expr, range, SAMPLE)) ?? [];
    return fields
      .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
      .sort((a, b) => a.name.localeCompare(b.name))
      .map((one) => ({
        value: JSON.stringify(one),
        label: one.name,
        description: `${one.parser ?? 'label'}, ${one.cardinality} different`,
      }));
  };
  const valueOptions = async (typed: string) => {
    const values = field ? await detectedValues(source, expr, field.name, range, { lines: SAMPLE, limit: 100 }) : [];
    return values
      .filter((value) => value.toLowerCase().includes(typed.toLowerCase()))
      .map((value) => ({ value, label: value }));
  };
  return (
    <Stack direction="row" wrap="wrap" gap={1} alignItems="flex-start">
      <TextFilter
        label="With these words"
        description="All of them, in any case. Several words between quotes are one."
        placeholder='timeout "connection refused"'
        width={30}
        value={state.words}
        onChange={(words) => onChange({ words })}
      />
      <TextFilter
        label="Without these words"
        description="None of them, in any case."
        placeholder="healthz"
        width={22}
        value={state.without}
        onChange={(without) => onChange({ without })}
      />
      <TextFilter
        label="Matching"
        description="A regular expression of RE2. (?i) at its beginning: in any case."
        placeholder="(?i)took \d{4,} ms"
        width={26}
        value={state.regex}
        problem={regexProblem}
        onChange={(regex) => onChange({ regex })}
      />
      <Field label="Field" noMargin>
        <Combobox
          id="quayside-logs-field"
          width={20}
          placeholder="Any field of a line"
          isClearable
          value={field ? JSON.stringify(field) : null}
          options={fieldOptions}
          onChange={(chosen) => setField(chosen ? (JSON.parse(chosen.value) as DetectedField) : undefined)}
        />
      </Field>
      {field && (
        <>
          <Field label="is" noMargin>
            <RadioButtonGroup<FieldCondition['op']>
              options={[
                { value: '=', label: '=', ariaLabel: 'is' },
                { value: '!=', label: '≠', ariaLabel: 'is not' },
              ]}
              value={op}
              onChange={setOp}
            />
          </Field>
          <Field label={`Value of ${field.name}`} noMargin>
            <Combobox
              key={field.name}
              id="quayside-logs-field-value"
              width={28}
              placeholder="Value"
              createCustomValue
              value={null}
              options={valueOptions}
              onChange={({ value }) => {
                onChange(withField(state, { ...fieldName(field), op, value }));
                setField(undefined);
              }}
            />
          </Field>
        </>
      )}
    </Stack>
  );
}

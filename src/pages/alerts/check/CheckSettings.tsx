import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, RadioButtonGroup, TagsInput, useStyles2 } from '@grafana/ui';
import type { Parameter } from '../../../checks/check';
import type { ChosenCheck } from '../../../checks/rules/chosen';
import { comparedBy, isOfSignal } from '../../../checks/rules/chosenText';
import { formatValue } from '../../../components/units';
import { SEVERITY_OPTIONS } from '../../../components/severity';

interface NumberProps {
  id: string;
  title: string;
  description: string;
  suffix: string;
  value: number;
  min: number;
  max: number;
  /** What is shown is the value times this. */
  scale: number;
  bounds: string;
  onChange: (value: number) => void;
}

/** A number with its bounds. It is taken when it is left, or by Enter; what is out of bounds is said and not taken. */
function NumberField({ id, title, description, suffix, value, min, max, scale, bounds, onChange }: NumberProps) {
  const shown = String(Number((value * scale).toPrecision(6)));
  const [typed, setTyped] = useState<string>();
  const text = typed ?? shown;
  const number = text.trim() === '' ? NaN : Number(text) / scale;
  const isWrong = !Number.isFinite(number) || number < min || number > max;
  const take = () => {
    if (typed !== undefined && !isWrong) {
      setTyped(undefined);
      if (typed !== shown) {
        onChange(number);
      }
    }
  };
  return (
    <Field label={title} description={description} invalid={isWrong} error={`From ${bounds}.`} noMargin>
      <Input
        id={id}
        type="number"
        step="any"
        width={20}
        suffix={suffix}
        value={text}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </Field>
  );
}

const SUFFIX: Partial<Record<Parameter['unit'], string>> = { ratio: '%', seconds: 's', bytes: 'bytes', cores: 'cores' };

interface Props {
  chosen: ChosenCheck;
  /** With what is being dragged at the moment. */
  parameters: Readonly<Record<string, number>>;
  onChange: (chosen: ChosenCheck) => void;
}

const COMPARE_OPTIONS = [
  { value: '>' as const, label: 'Above' },
  { value: '<' as const, label: 'Below' },
  { value: '==' as const, label: 'Exactly' },
];

const LONGEST_FOR_MINUTES = 24 * 60;

/** All that can be set of a check: its parameters, how long it must hold, how bad it is. */
export function CheckSettings({ chosen, parameters, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const { check, lists = {} } = chosen;
  const forSeconds = chosen.forSeconds ?? check.forSeconds;
  const isChanged =
    Object.keys(chosen.parameters).length > 0 || chosen.severity !== undefined || chosen.forSeconds !== undefined;
  return (
    <div className={styles.form} role="group" aria-label="Settings of the check">
      {isOfSignal(check) && (
        <Field label="Fires where it is" noMargin>
          <RadioButtonGroup
            options={COMPARE_OPTIONS}
            value={check.compare}
            onChange={(compare) => onChange(comparedBy(chosen, compare))}
          />
        </Field>
      )}
      {check.parameters.map(({ id, title, description, unit, min, max }) => {
        const isRatio = unit === 'ratio';
        const isUnbounded = max === Number.MAX_VALUE;
        return (
          <NumberField
            key={id}
            id={`quayside-parameter-${id}`}
            title={title}
            description={description}
            suffix={SUFFIX[unit] ?? ''}
            scale={isRatio ? 100 : 1}
            value={parameters[id] ?? 0}
            min={min}
            max={max}
            bounds={isUnbounded ? 'any number' : `${formatValue(min, unit)} to ${formatValue(max, unit)}`}
            onChange={(value) => onChange({ ...chosen, parameters: { ...chosen.parameters, [id]: value } })}
          />
        );
      })}
      <NumberField
        id="quayside-for"
        title="Holds for"
        description={forSeconds > 0 ? 'How long the condition must hold before it fires.' : 'It fires at once.'}
        suffix="min"
        scale={1 / 60}
        value={forSeconds}
        min={0}
        max={LONGEST_FOR_MINUTES * 60}
        bounds="0 min to 24 h"
        onChange={(value) => onChange({ ...chosen, forSeconds: Math.round(value) })}
      />
      {(check.lists ?? []).map(({ id, title, description, example }) => (
        <Field key={id} label={title} description={`${description} One looks like ${example}.`} noMargin>
          <TagsInput
            id={`quayside-list-${id}`}
            tags={[...(lists[id] ?? [])]}
            placeholder={example}
            onChange={(entries) => onChange({ ...chosen, lists: { ...lists, [id]: entries } })}
          />
        </Field>
      ))}
      <Field label="Severity" noMargin>
        <RadioButtonGroup
          options={SEVERITY_OPTIONS}
          value={chosen.severity ?? check.severity}
          onChange={(severity) => onChange({ ...chosen, severity })}
        />
      </Field>
      {isChanged && (
        <Button
          variant="secondary"
          fill="text"
          size="sm"
          onClick={() => onChange({ check, parameters: {}, ...(chosen.scope ? { scope: chosen.scope } : {}) })}
        >
          As the catalog has it
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    alignItems: 'flex-start',
    [theme.breakpoints.down('lg')]: { flexDirection: 'row', flexWrap: 'wrap', columnGap: theme.spacing(3) },
  }),
});

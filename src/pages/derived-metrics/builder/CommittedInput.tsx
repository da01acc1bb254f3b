import React, { useState } from 'react';
import { Field, Input } from '@grafana/ui';

interface Props {
  label: string;
  id: string;
  description: string;
  width: number;
  value: string;
  placeholder?: string;
  /** What is wrong with a text; nothing where it can be used. */
  problem?: (text: string) => string | undefined;
  onChange: (text: string) => void;
}

/** A text that counts once it is complete: at Enter, or when it is left. */
export function CommittedInput({ label, id, description, width, value, placeholder, problem, onChange }: Props) {
  const [typed, setTyped] = useState({ value, text: value });
  // What came by the URL replaces what was typed.
  const text = typed.value === value ? typed.text : value;
  const wrong = problem?.(text);
  const commit = () => {
    if (text !== value && wrong === undefined) {
      onChange(text);
    }
  };
  return (
    <Field label={label} htmlFor={id} noMargin invalid={wrong !== undefined} error={wrong}>
      <Input
        id={id}
        width={width}
        title={description}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setTyped({ value, text: event.currentTarget.value })}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            commit();
          }
        }}
      />
    </Field>
  );
}

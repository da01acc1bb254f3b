import React, { useState } from 'react';
import { Field, Input } from '@grafana/ui';

interface Props<T> {
  /** What the box is called; of boxes in a row whose place says what they are, only for screen readers. */
  title: string;
  isBare?: boolean;
  value: T;
  /** The value as text. */
  write: (value: T) => string;
  /** What is typed as a value. @throws in words for whoever types it */
  read: (text: string) => T;
  onChange: (value: T) => void;
  placeholder?: string;
  prefix?: string;
  width?: number;
}

/** A text that is taken with each letter, once it can be read; until then it says why it cannot. */
export function TextField<T>({
  title,
  isBare = false,
  value,
  write,
  read,
  onChange,
  placeholder,
  prefix,
  width = 32,
}: Props<T>) {
  const [typed, setTyped] = useState<{ text: string; shows: string; wrong?: string }>();
  const shown = write(value);
  // What was typed counts until the value changes elsewhere: by detection, or in the JSON below.
  const current = typed?.shows === shown ? typed : undefined;
  const type = (text: string) => {
    try {
      const next = read(text);
      onChange(next);
      // A comma at the end says nothing yet, and must not be taken away from under whoever goes on typing.
      setTyped({ text, shows: write(next) });
    } catch (error) {
      setTyped({ text, shows: shown, wrong: error instanceof Error ? error.message : String(error) });
    }
  };
  const input = (
    <Input
      width={width}
      aria-label={title}
      {...(isBare ? { invalid: current?.wrong !== undefined, title: current?.wrong } : {})}
      {...(prefix ? { prefix } : {})}
      placeholder={placeholder}
      value={current?.text ?? shown}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
  return isBare ? (
    input
  ) : (
    <Field label={title} invalid={current?.wrong !== undefined} error={current?.wrong} noMargin>
      {input}
    </Field>
  );
}

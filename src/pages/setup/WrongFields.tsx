import React from 'react';
import { Button, Field, Stack, TextArea } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { Problem } from '../../grafana/Problem';
import type { WrongText } from './setupForm';

interface Props {
  wrong: readonly WrongText[];
  /** What is typed in place of a field; it is read once it is JSON. */
  onType: (field: WrongText['field'], text: string) => void;
  onDrop: (field: WrongText['field']) => void;
}

/** What is wrong with the settings that are stored, as it was when the page was opened. */
function storedProblem(messages: readonly string[]): Problem {
  return new Problem(
    'settings',
    'Some of the stored settings cannot be used',
    messages.join('; '),
    'Until they are corrected here no other page works. All the others are kept, and nothing is stored before you save.'
  );
}

/** Stored fields that cannot be read and that nothing else on the page shows, as they are. */
export function WrongFields({ wrong, onType, onDrop }: Props) {
  return (
    <Stack direction="column" gap={2}>
      {wrong.map(({ field, text, message }) => (
        <Stack key={field} direction="column" gap={1}>
          <Field
            label={`Stored as ${field}`}
            description="It cannot be read. It stays stored as it is until you correct it or drop it; what is typed below in its place is not stored before that."
            invalid
            error={message}
            htmlFor={`quayside-wrong-${field}`}
            noMargin
          >
            <TextArea
              id={`quayside-wrong-${field}`}
              rows={Math.min(12, text.split('\n').length + 1)}
              spellCheck={false}
              value={text}
              onChange={(event) => onType(field, event.currentTarget.value)}
              style={{ fontFamily: 'monospace' }}
            />
          </Field>
          <div>
            <Button size="sm" variant="destructive" fill="outline" icon="trash-alt" onClick={() => onDrop(field)}>
              {`Drop ${field} when saving`}
            </Button>
          </div>
        </Stack>
      ))}
    </Stack>
  );
}

/** A stored problem shown at the top of the page. */
export function StoredProblem({ messages }: { messages: readonly string[] }) {
  return messages.length > 0 ? <ProblemNotice problem={storedProblem(messages)} /> : null;
}

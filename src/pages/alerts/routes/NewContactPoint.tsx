import React, { useState } from 'react';
import { Alert, Button, Field, Input, Modal, RadioButtonGroup, Stack } from '@grafana/ui';
import { CHANNELS, type Channel } from '../../../checks/rules/channels';
import { ProblemNotice } from '../../../components/ProblemNotice';
import { createContactPoint } from '../../../grafana/alerting/contactPoints';
import { asProblem } from '../../../grafana/asProblem';
import type { Problem } from '../../../grafana/Problem';

/** Names of contact points that Grafana takes. */
const LONGEST_NAME = 190;

interface Props {
  /** Names that are taken. */
  taken: readonly string[];
  /** With the name of what was created; without one where nothing was. */
  onDone: (created?: string) => void;
}

/** Asks for a channel and what it needs, then makes a contact point of Grafana's of it, with Quayside's texts. */
export function NewContactPoint({ taken, onDone }: Props) {
  const [type, setType] = useState<Channel['type']>('email');
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const channel = CHANNELS.find((one) => one.type === type);
  if (!channel) {
    return null;
  }
  const isTaken = taken.includes(name.trim());
  const isWhole = name.trim() !== '' && channel.fields.every(({ id }) => (values[id] ?? '').trim() !== '');
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await createContactPoint(channel, name, values);
      onDone(name.trim());
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Modal title="New contact point" isOpen onDismiss={() => onDone()}>
      <Stack direction="column" gap={2}>
        {problem && <ProblemNotice problem={problem} />}
        <Field label="Channel" noMargin>
          <div style={{ overflowX: 'auto', maxWidth: '100%' }}>
            <RadioButtonGroup
              options={CHANNELS.map((one) => ({ value: one.type, label: one.title }))}
              value={type}
              onChange={(next) => {
                setType(next);
                // What one channel needs is no other's business.
                setValues({});
              }}
            />
          </div>
        </Field>
        <Field
          label="Name"
          description="Rules and notification policies name it so."
          invalid={isTaken}
          error="There is one of this name already."
          noMargin
        >
          <Input
            id="quayside-channel-name"
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </Field>
        {channel.fields.map(({ id, title, example, secret }) => (
          <Field key={`${type} ${id}`} label={title} description={`Such as ${example}`} noMargin>
            <Input
              id={`quayside-channel-${id}`}
              type={secret ? 'password' : 'text'}
              autoComplete={secret ? 'new-password' : 'off'}
              value={values[id] ?? ''}
              onChange={(event) => setValues({ ...values, [id]: event.currentTarget.value })}
            />
          </Field>
        ))}
        <Alert severity="info" title="It sends Quayside’s texts">
          With links that open the point of failure. They are notification templates of Grafana, stored with the first
          contact point that needs them.
        </Alert>
      </Stack>
      <Modal.ButtonRow>
        <Button variant="secondary" onClick={() => onDone()}>
          Cancel
        </Button>
        <Button
          icon={isBusy ? 'spinner' : 'plus'}
          disabled={isBusy || isTaken || !isWhole}
          tooltip={isWhole ? undefined : 'Fill all fields'}
          onClick={() => void create()}
        >
          Create
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

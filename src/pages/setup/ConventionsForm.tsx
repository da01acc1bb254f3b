import React, { useState } from 'react';
import { Combobox, Field, Input, Stack, Text } from '@grafana/ui';
import {
  DOCKER,
  KUBERNETES,
  parseConventions,
  VECTOR_COMBINED_LOGS,
  type Conventions,
} from '../../signals/conventions';
import { LABEL_NAME, type Matcher } from '../../signals/promql';
import { parseSelector, selectorText } from '../../signals/selectorText';

interface Props {
  conventions: Conventions;
  onChange: (conventions: Conventions) => void;
}

const RULES: ReadonlyArray<{ value: Conventions['hostNames']; label: string }> = [
  { value: 'as-is', label: 'As they are' },
  { value: 'strip-port', label: 'Without the port' },
  { value: 'strip-port-and-domain', label: 'Without port and domain' },
];

/** The conventions field by field; what is no label name is said where it is typed, and not taken. */
export function ConventionsForm({ conventions, onChange }: Props) {
  const { containers, hosts, logs } = conventions;
  const change = (next: Conventions) => onChange(parseConventions(next));
  const ofContainers = (part: Partial<Conventions['containers']>) =>
    change({ ...conventions, containers: { ...containers, ...part } });
  const labels = logs.shape === 'labels' ? logs : undefined;
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3" variant="h4">
        How your data is labelled
      </Text>
      <Group title="Metrics of containers">
        <Field label="Kind of labels" noMargin>
          <Combobox<'docker' | 'kubernetes'>
            width={24}
            id="quayside-label-kind"
            options={[
              { value: 'docker', label: 'Docker' },
              { value: 'kubernetes', label: 'Kubernetes' },
            ]}
            value={containers.style}
            onChange={({ value }) =>
              change({ ...conventions, containers: { ...(value === 'docker' ? DOCKER : KUBERNETES).containers } })
            }
          />
        </Field>
        <LabelField title="Label of the host" value={containers.host} onChange={(host) => ofContainers({ host })} />
        <LabelField
          title="Label of the container"
          value={containers.name}
          onChange={(name) => ofContainers({ name })}
        />
        <SelectorField
          title="Only these series"
          matchers={containers.matchers}
          placeholder={'job="cadvisor"'}
          onChange={(matchers) => ofContainers({ matchers })}
        />
      </Group>
      <Group title="Metrics of hosts (node exporter)">
        <LabelField
          title="Label of node exporter’s host"
          value={hosts.host}
          onChange={(host) => change({ ...conventions, hosts: { ...hosts, host } })}
        />
        <SelectorField
          title="Only these series of node exporter"
          matchers={hosts.matchers}
          placeholder={'job="node"'}
          onChange={(matchers) => change({ ...conventions, hosts: { ...hosts, matchers } })}
        />
      </Group>
      <Group title="Logs">
        <Field label="Streams name a container by" noMargin>
          <Combobox<'labels' | 'combined'>
            width={24}
            id="quayside-stream-names"
            options={[
              { value: 'labels', label: 'labels of their own' },
              { value: 'combined', label: 'one combined label' },
            ]}
            value={logs.shape}
            onChange={({ value }) =>
              change({ ...conventions, logs: value === 'labels' ? DOCKER.logs : VECTOR_COMBINED_LOGS })
            }
          />
        </Field>
        {labels ? (
          <>
            <LabelField
              title="Label of the stream’s host"
              value={labels.host ?? ''}
              isOptional
              onChange={(host) => {
                const { host: _host, ...rest } = labels;
                change({ ...conventions, logs: host === '' ? rest : { ...rest, host } });
              }}
            />
            <LabelField
              title="Label of the stream’s container"
              value={labels.container}
              onChange={(container) => change({ ...conventions, logs: { ...labels, container } })}
            />
          </>
        ) : (
          logs.shape === 'combined' && (
            <>
              <LabelField
                title="Combined label"
                value={logs.label}
                onChange={(label) => change({ ...conventions, logs: { ...logs, label } })}
              />
              <TextField
                title="How it is put together"
                value={logs.template}
                placeholder="{host}/{container}"
                read={(template) => {
                  parseConventions({ ...conventions, logs: { ...logs, template } });
                  return template;
                }}
                onChange={(template) => change({ ...conventions, logs: { ...logs, template } })}
              />
            </>
          )
        )}
        <SelectorField
          title="Only these streams"
          matchers={logs.matchers}
          placeholder={'job="docker"'}
          onChange={(matchers) => change({ ...conventions, logs: { ...logs, matchers } })}
        />
      </Group>
      <Group title="Names of hosts">
        <Field label="Compared" noMargin>
          <Combobox<Conventions['hostNames']>
            width={28}
            id="quayside-host-names"
            options={[...RULES]}
            value={conventions.hostNames}
            onChange={({ value }) => change({ ...conventions, hostNames: value })}
          />
        </Field>
      </Group>
    </Stack>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div role="group" aria-label={title}>
      <Text element="h4" variant="h6">
        {title}
      </Text>
      <Stack direction="row" gap={2} wrap="wrap" alignItems="flex-start">
        {children}
      </Stack>
    </div>
  );
}

interface TextFieldProps<T> {
  title: string;
  value: string;
  placeholder?: string;
  /** What is typed as a value. @throws in words for whoever types it */
  read: (text: string) => T;
  onChange: (value: T) => void;
}

/** A text that is taken once it can be read; until then it says why it cannot. */
function TextField<T>({ title, value, placeholder, read, onChange }: TextFieldProps<T>) {
  const [typed, setTyped] = useState<{ text: string; of: string; wrong: string }>();
  // What was typed counts until the value changes elsewhere: by detection, or in the JSON below.
  const current = typed?.of === value ? typed : undefined;
  const type = (text: string) => {
    try {
      onChange(read(text));
      setTyped(undefined);
    } catch (error) {
      setTyped({ text, of: value, wrong: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <Field label={title} invalid={Boolean(current)} error={current?.wrong} noMargin>
      <Input
        width={32}
        aria-label={title}
        placeholder={placeholder}
        value={current?.text ?? value}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </Field>
  );
}

function LabelField({
  title,
  value,
  isOptional = false,
  onChange,
}: {
  title: string;
  value: string;
  isOptional?: boolean;
  onChange: (label: string) => void;
}) {
  const read = (text: string) => {
    if (LABEL_NAME.test(text) || (isOptional && text === '')) {
      return text;
    }
    throw new Error('A label’s name has letters, digits and _ only');
  };
  return (
    <TextField
      title={title}
      value={value}
      {...(isOptional ? { placeholder: 'none' } : {})}
      read={read}
      onChange={onChange}
    />
  );
}

function SelectorField({
  title,
  matchers,
  placeholder,
  onChange,
}: {
  title: string;
  matchers: readonly Matcher[];
  placeholder: string;
  onChange: (matchers: Matcher[]) => void;
}) {
  const value = matchers.length === 0 ? '' : selectorText(matchers).slice(1, -1);
  return (
    <TextField
      title={title}
      value={value}
      placeholder={placeholder}
      read={(text) => (text.trim() === '' ? [] : parseSelector(text))}
      onChange={onChange}
    />
  );
}

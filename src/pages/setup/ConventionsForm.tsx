import React from 'react';
import { Combobox, Field, Stack, Text } from '@grafana/ui';
import {
  DOCKER,
  KUBERNETES,
  parseConventions,
  VECTOR_COMBINED_LOGS,
  type Conventions,
} from '../../signals/conventions';
import { LABEL_NAME, type Matcher } from '../../signals/promql';
import { parseSelector, selectorText } from '../../signals/selectorText';
import { TextField } from './TextField';

interface Props {
  conventions: Conventions;
  onChange: (conventions: Conventions) => void;
}

const RULES: ReadonlyArray<{ value: Conventions['hostNames']; label: string }> = [
  { value: 'as-is', label: 'As they are' },
  { value: 'strip-port', label: 'Without the port' },
  { value: 'strip-port-and-domain', label: 'Without port and domain' },
];

/** @throws in words for whoever types it */
function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600)) {
    throw new Error('A number of seconds, more than 0 and at most 600');
  }
  return value;
}

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
        <OptionalLabels
          titles={{
            ...(containers.style === 'kubernetes'
              ? { namespace: 'Label of the namespace', pod: 'Label of the pod' }
              : { project: 'Label of the compose project', service: 'Label of the compose service' }),
          }}
          labels={containers}
          onChange={(changed) => change({ ...conventions, containers: changed })}
        />
        <LabelField title="Label of the image" value={containers.image} onChange={(image) => ofContainers({ image })} />
        <Field label="Limits come from" noMargin>
          <Combobox<Conventions['containers']['limitsFrom']>
            width={24}
            id="quayside-limits-from"
            options={[
              { value: 'cadvisor', label: 'cAdvisor' },
              { value: 'kube-state-metrics', label: 'kube-state-metrics' },
            ]}
            value={containers.limitsFrom}
            onChange={({ value }) => ofContainers({ limitsFrom: value })}
          />
        </Field>
        <TextField
          title="Seconds between two scrapes"
          width={24}
          value={containers.scrapeSeconds}
          write={String}
          read={seconds}
          onChange={(scrapeSeconds) => ofContainers({ scrapeSeconds })}
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
            <OptionalLabels
              titles={{ host: 'Label of the stream’s host' }}
              labels={labels}
              onChange={(changed) => change({ ...conventions, logs: changed })}
            />
            <LabelField
              title="Label of the stream’s container"
              value={labels.container}
              onChange={(container) => change({ ...conventions, logs: { ...labels, container } })}
            />
            <OptionalLabels
              titles={{
                namespace: 'Label of the stream’s namespace',
                pod: 'Label of the stream’s pod',
                project: 'Label of the stream’s compose project',
                service: 'Label of the stream’s compose service',
              }}
              labels={labels}
              onChange={(changed) => change({ ...conventions, logs: changed })}
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
                write={(template) => template}
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
      write={(label) => label}
      {...(isOptional ? { placeholder: 'none' } : {})}
      read={read}
      onChange={onChange}
    />
  );
}

/** Labels that data may lack: an empty box leaves one out. */
function OptionalLabels<Labels extends object>({
  titles,
  labels,
  onChange,
}: {
  titles: Partial<Record<keyof Labels & string, string>>;
  labels: Labels;
  onChange: (labels: Labels) => void;
}) {
  return (
    <>
      {(Object.keys(titles) as Array<keyof Labels & string>).map((name) => {
        const { [name]: value, ...rest } = labels;
        return (
          <LabelField
            key={name}
            title={titles[name] ?? name}
            value={typeof value === 'string' ? value : ''}
            isOptional
            onChange={(label) => onChange({ ...rest, ...(label === '' ? {} : { [name]: label }) } as Labels)}
          />
        );
      })}
    </>
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
  return (
    <TextField
      title={title}
      value={matchers}
      write={(all) => (all.length === 0 ? '' : selectorText(all).slice(1, -1))}
      placeholder={placeholder}
      read={(text) => (text.trim() === '' ? [] : parseSelector(text))}
      onChange={(all) => onChange([...all])}
    />
  );
}

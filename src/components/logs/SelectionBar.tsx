import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { TimeRange } from '@grafana/data';
import { Button, Combobox, Field, MultiCombobox, Stack, useStyles2 } from '@grafana/ui';
import { containerText } from '../../signals/containerText';
import { sizeText } from './sizeText';
import { listOf, matcherText, textOf } from '../../signals/urlList';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { logLabels, logLabelValues } from '../../grafana/loki';
import { streamVolumes } from '../../grafana/lokiIndex';
import type { Conventions } from '../../signals/conventions';
import { logSelector } from '../../signals/logQuery';
import { containerOfStream, streamLabels } from '../../signals/streams';
import { matchersOf, withOne, type ChangeLogs, type LogsState } from './logsState';

interface Props {
  source: DataSourceChoice;
  conventions: Conventions;
  range: TimeRange;
  state: LogsState;
  onChange: ChangeLogs;
}

/** Options that a list shows; whoever wants another types a part of its name. */
const MOST_OPTIONS = 300;
const MOST_STREAMS = 1000;

interface Option {
  value: string;
  label: string;
  description?: string;
}

function matching(options: readonly Option[], typed: string): Option[] {
  return options.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase())).slice(0, MOST_OPTIONS);
}

/** What is chosen, as options: by their labels the list reckons how many have room. */
const chosenOf = (text: string): Option[] => listOf(text).map((value) => ({ value, label: value }));

/** Which streams: hosts, containers, or any label. What can be chosen is asked when a list is opened. */
export function SelectionBar({ source, conventions, range, state, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [label, setLabel] = useState('');
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const matchers = matchersOf(state.labels);

  const containers = async (hosts: readonly string[]) => {
    const selector = logSelector({ conventions, selection: { scope: { hosts }, matchers } });
    const found = await streamVolumes(source, selector, streamLabels(conventions), times, MOST_STREAMS);
    return found.flatMap(({ labels, bytes }) => {
      const ref = containerOfStream(conventions, labels);
      return ref ? [{ ref, bytes }] : [];
    });
  };
  const hostOptions = async (typed: string) => {
    const hosts = new Map<string, number>();
    for (const { ref, bytes } of await containers([])) {
      hosts.set(ref.host, (hosts.get(ref.host) ?? 0) + (bytes ?? 0));
    }
    const options = [...hosts].filter(([host]) => host !== '').sort(([a], [b]) => a.localeCompare(b));
    return matching(
      options.map(([host, bytes]) => ({
        value: host,
        label: host,
        ...(bytes > 0 ? { description: sizeText(bytes) } : {}),
      })),
      typed
    );
  };
  const containerOptions = async (typed: string) => {
    const found = await containers(listOf(state.host));
    return matching(
      found.map(({ ref, bytes }) => ({
        value: containerText(ref),
        label: containerText(ref),
        ...(bytes === undefined ? {} : { description: sizeText(bytes) }),
      })),
      typed
    );
  };
  const labelOptions = async (typed: string) => {
    const names = await logLabels(source, times);
    return matching(
      names.filter((name) => !name.startsWith('__')).map((name) => ({ value: name, label: name })),
      typed
    );
  };
  const valueOptions = async (typed: string) => {
    const values = label === '' ? [] : await logLabelValues(source, label, times);
    return matching(
      values.map((value) => ({ value, label: value })),
      typed
    );
  };
  return (
    <Stack direction="row" wrap="wrap" gap={1} alignItems="flex-end">
      {(conventions.logs.shape === 'combined' || conventions.logs.host) && (
        <Field label="Host" noMargin>
          <MultiCombobox
            id="quayside-logs-host"
            width="auto"
            minWidth={16}
            maxWidth={40}
            placeholder="All"
            value={chosenOf(state.host)}
            options={hostOptions}
            onChange={(chosen) => onChange({ host: textOf(chosen.map(({ value }) => value)) })}
          />
        </Field>
      )}
      <Field label="Container" noMargin className={styles.containers}>
        <MultiCombobox
          // Other hosts have other containers: the list is asked for anew.
          key={`${state.host} ${state.labels}`}
          id="quayside-logs-container"
          placeholder="All"
          value={chosenOf(state.container)}
          options={containerOptions}
          onChange={(chosen) => onChange({ container: textOf(chosen.map(({ value }) => value)) })}
        />
      </Field>
      <Field label="Other label" noMargin>
        <Combobox
          id="quayside-logs-label"
          width={18}
          placeholder="Label"
          value={label === '' ? null : label}
          options={labelOptions}
          isClearable
          onChange={(chosen) => setLabel(chosen?.value ?? '')}
        />
      </Field>
      {label !== '' && (
        <Field label={`Value of ${label}`} noMargin>
          <Combobox
            key={label}
            id="quayside-logs-label-value"
            width={24}
            placeholder="Value"
            createCustomValue
            value={null}
            options={valueOptions}
            onChange={({ value }) => {
              onChange({ labels: withOne(state.labels, matcherText({ label, op: '=', value }), '') });
              setLabel('');
            }}
          />
        </Field>
      )}
      {(state.host !== '' || state.container !== '' || state.labels !== '') && (
        <Button variant="secondary" fill="text" onClick={() => onChange({ host: '', container: '', labels: '' })}>
          All streams
        </Button>
      )}
    </Stack>
  );
}

const getStyles = () => ({
  // Many containers are shown as a few and a number: the list grows with the page, not with the choice.
  containers: css({ flex: '1 1 240px', maxWidth: 480, minWidth: 0 }),
});

import React, { useId } from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, Combobox, Field, Stack, TextLink } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { loadAppSettings } from '../../grafana/appSettings';
import { lokiDataSources, prometheusDataSources } from '../../grafana/dataSources';
import type { SignalsJsonData } from '../query';

type Props = DataSourcePluginOptionsEditorProps<SignalsJsonData>;

/** There is little to set: all else comes from the app's settings. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, readOnly } = options;
  const change = (patch: Partial<SignalsJsonData>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...patch } });
  const { data: settings, problem } = useLoaded('settings', loadAppSettings);
  const locations = settings?.locations ?? [];
  const disabled = readOnly ?? false;
  return (
    <Stack direction="column" gap={2}>
      <Alert severity="info" title="It asks your own Prometheus and Loki">
        Signals are asked with the conventions of{' '}
        <TextLink href="/plugins/quayside-monitoring-app">Quayside’s configuration page</TextLink>. It has no server
        part: alert rules and public dashboards cannot use it. Its editor shows the query behind every signal, which
        they can.
      </Alert>
      {problem && <ProblemNotice problem={problem} />}
      {(locations.length > 0 || jsonData.location) && (
        <Choice
          title="Location"
          about="Whose data sources and conventions are used. Make one such data source for each location."
          placeholder="The main location"
          all={named(
            locations.map(({ name }) => name),
            jsonData.location
          )}
          chosen={jsonData.location}
          disabled={disabled}
          onChange={(location) => change({ location })}
        />
      )}
      {!jsonData.location && (
        <>
          <Choice
            title="Prometheus"
            about="Asked for metrics. Another than that of a location is asked with the conventions that it is found to have."
            placeholder="The one of Quayside’s settings"
            all={prometheusDataSources().map(({ uid, name }) => ({ value: uid, label: name }))}
            chosen={jsonData.prometheusUid}
            disabled={disabled}
            onChange={(prometheusUid) => change({ prometheusUid })}
          />
          <Choice
            title="Loki"
            about="Asked for logs, and for what is measured from them."
            placeholder="The one of Quayside’s settings"
            all={lokiDataSources().map(({ uid, name }) => ({ value: uid, label: name }))}
            chosen={jsonData.lokiUid}
            disabled={disabled}
            onChange={(lokiUid) => change({ lokiUid })}
          />
        </>
      )}
    </Stack>
  );
}

/** Names to choose from, with the one that is chosen, there or not. */
const named = (names: readonly string[], chosen: string | undefined) =>
  [...new Set([...names, ...(chosen ? [chosen] : [])])].map((value) => ({ value, label: value }));

interface ChoiceProps {
  title: string;
  about: string;
  placeholder: string;
  all: Array<{ value: string; label: string }>;
  chosen: string | undefined;
  disabled: boolean;
  onChange: (chosen: string | undefined) => void;
}

function Choice({ title, about, placeholder, all, chosen, disabled, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <Field label={title} description={about} htmlFor={id} noMargin>
      <Combobox
        id={id}
        width={40}
        isClearable
        disabled={disabled}
        placeholder={placeholder}
        options={all}
        value={chosen ?? null}
        onChange={(option) => onChange(option?.value)}
      />
    </Field>
  );
}

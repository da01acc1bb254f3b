import React from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, Combobox, Field, Stack, TextLink } from '@grafana/ui';
import { lokiDataSources, prometheusDataSources, type DataSourceChoice } from '../../grafana/dataSources';
import type { SignalsJsonData } from '../query';

type Props = DataSourcePluginOptionsEditorProps<SignalsJsonData>;

/** There is little to set: all else comes from the app's settings. */
export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, readOnly } = options;
  const change = (patch: Partial<SignalsJsonData>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...patch } });
  return (
    <Stack direction="column" gap={2}>
      <Alert severity="info" title="It asks your own Prometheus and Loki">
        Signals are asked with the conventions of{' '}
        <TextLink href="/plugins/quayside-monitoring-app">Quayside’s configuration page</TextLink>. It has no server
        part: alert rules and public dashboards cannot use it. Its editor shows the query behind every signal, which
        they can.
      </Alert>
      <Choice
        title="Prometheus"
        about="Asked for metrics. For another location than the app’s, choose its own."
        all={prometheusDataSources()}
        uid={jsonData.prometheusUid}
        disabled={readOnly ?? false}
        onChange={(prometheusUid) => change({ prometheusUid })}
      />
      <Choice
        title="Loki"
        about="Asked for logs, and for what is measured from them."
        all={lokiDataSources()}
        uid={jsonData.lokiUid}
        disabled={readOnly ?? false}
        onChange={(lokiUid) => change({ lokiUid })}
      />
    </Stack>
  );
}

interface ChoiceProps {
  title: string;
  about: string;
  all: readonly DataSourceChoice[];
  uid: string | undefined;
  disabled: boolean;
  onChange: (uid: string | undefined) => void;
}

function Choice({ title, about, all, uid, disabled, onChange }: ChoiceProps) {
  return (
    <Field label={title} description={about} noMargin>
      <Combobox
        width={40}
        isClearable
        disabled={disabled}
        placeholder="The one of Quayside’s settings"
        options={all.map(({ uid: value, name }) => ({ value, label: name }))}
        value={uid ?? null}
        onChange={(chosen) => onChange(chosen?.value)}
      />
    </Field>
  );
}

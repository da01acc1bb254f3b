import React from 'react';
import { Alert, Badge, Combobox, Field, Stack } from '@grafana/ui';
import { useLoaded } from '../../components/useLoaded';
import type { ChosenSources } from '../../discovery/chooseSources';
import { testDataSource } from '../../grafana/dataSourceAdmin';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { NewSource, type Links } from './NewSource';

interface Props {
  kind: 'Prometheus' | 'Loki';
  about: string;
  all: readonly DataSourceChoice[];
  /** The one that is named; empty: none is. */
  uid: string;
  /** The one that is asked; absent while it is looked for. */
  chosen: ChosenSources['prometheus'] | undefined;
  /** True for a location beside the main one, which has no data source but those that it names. */
  onlyNamed: boolean;
  onChange: (uid: string) => void;
  links: Links;
  /** A data source was created, which Grafana will tell of once the page is loaded anew. */
  onMade: (uid: string) => void;
}

/** Which data source is asked, why that one, and whether it answers; and how to get one where there is none. */
export function SourceSection({ kind, about, all, uid, chosen, onlyNamed, onChange, links, onMade }: Props) {
  const source = chosen?.source;
  const health = useLoaded(source ? source.uid : null, (signal) =>
    source ? testDataSource(source, signal) : Promise.resolve({ ok: false, message: '' })
  );
  const nobody = onlyNamed
    ? `None: it has no ${kind}`
    : all.length > 1
      ? 'The one that has containers'
      : 'The default one';
  return (
    <Stack direction="column" gap={1}>
      <Field label={kind} description={about} noMargin>
        <Combobox
          id={`quayside-${kind}`}
          width={40}
          placeholder={all.length === 0 ? 'There is no data source of this type' : nobody}
          isClearable
          options={all.map(({ uid: value, name }) => ({ value, label: name }))}
          value={uid || null}
          onChange={(option) => onChange(option?.value ?? '')}
        />
      </Field>
      {source && health.data && (
        <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
          <Badge color={health.data.ok ? 'green' : 'red'} text={health.data.ok ? 'Answers' : 'Does not answer'} />
          <span>
            {source.name}
            {health.data.ok ? '' : `: ${health.data.message}`}
          </span>
        </Stack>
      )}
      {chosen?.why && <span>{`${source?.name ?? 'None'} was chosen. ${chosen.why}.`}</span>}
      {uid !== '' && chosen && !source && (
        <Alert severity="error" title={`The data source ${uid} is not there, or you may not see it`}>
          Choose another.
        </Alert>
      )}
      {all.length === 0 && <NewSource kind={kind} links={links} onMade={onMade} />}
    </Stack>
  );
}

import React, { useState } from 'react';
import { Alert, Badge, Button, Combobox, Field, Input, Stack } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { useLoaded } from '../../components/useLoaded';
import { containerLabelOf } from '../../discovery/provisioning';
import {
  createDataSource,
  linkToLogs,
  lokiDefinition,
  prometheusDefinition,
  testDataSource,
} from '../../grafana/dataSourceAdmin';
import { pickDataSource, type DataSourceChoice } from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import { may } from '../../grafana/userRights';
import type { Conventions } from '../../signals/conventions';

interface Props {
  kind: 'Prometheus' | 'Loki';
  about: string;
  all: readonly DataSourceChoice[];
  uid: string;
  onChange: (uid: string) => void;
  conventions: Conventions;
  /** The Prometheus that numbers come from, from which a new Loki is linked. */
  linkFrom?: DataSourceChoice | undefined;
}

/** Which data source is asked, whether it answers; and how to get one where there is none. */
export function SourceSection({ kind, about, all, uid, onChange, conventions, linkFrom }: Props) {
  const chosen = pickDataSource(all, uid || undefined);
  const health = useLoaded(chosen ? chosen.uid : null, (signal) =>
    chosen ? testDataSource(chosen, signal) : Promise.resolve({ ok: false, message: '' })
  );
  return (
    <Stack direction="column" gap={1}>
      <Field label={kind} description={about} noMargin>
        <Combobox
          id={`quayside-${kind}`}
          width={40}
          placeholder={all.length === 0 ? 'There is no data source of this type' : 'The default one'}
          isClearable
          options={all.map(({ uid: value, name }) => ({ value, label: name }))}
          value={uid || null}
          onChange={(option) => onChange(option?.value ?? '')}
        />
      </Field>
      {chosen && health.data && (
        <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
          <Badge color={health.data.ok ? 'green' : 'red'} text={health.data.ok ? 'Answers' : 'Does not answer'} />
          <span>
            {chosen.name}
            {health.data.ok ? '' : `: ${health.data.message}`}
          </span>
        </Stack>
      )}
      {uid !== '' && !chosen && (
        <Alert severity="error" title={`The data source ${uid} is not there, or you may not see it`}>
          Choose another.
        </Alert>
      )}
      {all.length === 0 && <NewSource kind={kind} conventions={conventions} linkFrom={linkFrom} />}
    </Stack>
  );
}

function NewSource({ kind, conventions, linkFrom }: Pick<Props, 'kind' | 'conventions' | 'linkFrom'>) {
  const [url, setUrl] = useState(kind === 'Loki' ? 'http://loki:3100' : 'http://prometheus:9090');
  const [problem, setProblem] = useState<Problem>();
  const [created, setCreated] = useState(false);
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const label = containerLabelOf(conventions);
      const { name, scrapeSeconds } = conventions.containers;
      const made = kind === 'Loki' ? lokiDefinition(url, label) : prometheusDefinition(url, scrapeSeconds);
      await createDataSource(made);
      setCreated(true);
      if (kind === 'Loki' && linkFrom && conventions.logs.shape === 'labels') {
        await linkToLogs(linkFrom.uid, made.uid, name, label);
      }
    } catch (error) {
      setProblem(
        error instanceof Problem ? error : new Problem('unexpected', 'That did not work', String(error), 'Try again.')
      );
    } finally {
      setBusy(false);
    }
  };
  if (!may('datasources:create')) {
    return (
      <Alert severity="info" title={`There is no ${kind} data source, and you may not create one`}>
        Ask an administrator of this organisation (datasources:create). The file that provisions it is under
        Provisioning.
      </Alert>
    );
  }
  return (
    <Stack direction="column" gap={1}>
      {problem && <ProblemNotice problem={problem} />}
      {created ? (
        <Alert severity="success" title={`The data source Quayside ${kind} is there`}>
          Reload the page to use it.
        </Alert>
      ) : (
        <Stack direction="row" gap={1} alignItems="flex-end" wrap="wrap">
          <Field label={`Address of ${kind}`} description="As seen from Grafana’s server." noMargin>
            <Input
              width={40}
              aria-label={`Address of ${kind}`}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
          </Field>
          <Button variant="secondary" disabled={busy || !/^https?:\/\/.+/.test(url)} onClick={() => void create()}>
            Create Quayside {kind}
          </Button>
        </Stack>
      )}
    </Stack>
  );
}

import React, { useState } from 'react';
import { Alert, Button, Field, Input, Stack } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { createDataSource, linkSources, lokiDefinition, prometheusDefinition } from '../../grafana/dataSourceAdmin';
import { Problem } from '../../grafana/Problem';
import { may } from '../../grafana/userRights';
import type { Conventions } from '../../signals/conventions';

/** What a new data source is linked with: the other one, where there is one. */
export interface Links {
  conventions: Conventions;
  prometheusUid: string | undefined;
  lokiUid: string | undefined;
}

interface Props {
  kind: 'Prometheus' | 'Loki';
  links: Links;
  onMade: (uid: string) => void;
}

/** Creates a data source where there is none, with the links between logs, metrics and Quayside's pages. */
export function NewSource({ kind, links, onMade }: Props) {
  const [url, setUrl] = useState(kind === 'Loki' ? 'http://loki:3100' : 'http://prometheus:9090');
  const [problem, setProblem] = useState<Problem>();
  const [made, setMade] = useState(false);
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    setProblem(undefined);
    const { conventions } = links;
    const definition = kind === 'Loki' ? lokiDefinition(url, conventions) : prometheusDefinition(url, conventions);
    try {
      if (!made) {
        await createDataSource(definition);
        setMade(true);
        onMade(definition.uid);
      }
      await linkSources(kind, { ...links, [kind === 'Loki' ? 'lokiUid' : 'prometheusUid']: definition.uid });
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
      {made ? (
        <Alert severity="success" title={`The data source Quayside ${kind} is there`}>
          <p>Reload the page to use it.</p>
          {problem && (
            <Button size="sm" variant="secondary" disabled={busy} onClick={() => void create()}>
              Try its links again
            </Button>
          )}
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

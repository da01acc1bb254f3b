import React, { useState } from 'react';
import { Alert, Button, Stack, Text } from '@grafana/ui';
import { ProblemNotice } from '../../components/ProblemNotice';
import { detectNginx } from '../../discovery/detectNginx';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { Problem } from '../../grafana/Problem';
import type { LogConventions } from '../../signals/conventions';
import { draftOf, NEW_DRAFT, type LogDraft } from '../../signals/nginx/logDraft';
import { NginxLogEditor } from './NginxLogEditor';

interface Props {
  source: DataSourceChoice | undefined;
  /** How streams of containers are labelled: where NGINX is looked for. */
  logs: LogConventions;
  /** The logs as they are typed; none: they are found out each time. */
  drafts: readonly LogDraft[];
  onChange: (drafts: LogDraft[]) => void;
}

/** Where NGINX logs and in which format, corrected by hand with the result shown on real lines. */
export function NginxFormatSection({ source, logs, drafts, onChange }: Props) {
  const [state, setState] = useState<{ busy: boolean; problem?: Problem; nothing?: boolean }>({ busy: false });
  const detect = async () => {
    if (!source) {
      return;
    }
    setState({ busy: true });
    try {
      const found = await detectNginx(source, logs, Date.now());
      setState({ busy: false, nothing: found.length === 0 });
      if (found.length > 0) {
        onChange(found.map(({ conventions }) => draftOf(conventions)));
      }
    } catch (error) {
      const problem =
        error instanceof Problem ? error : new Problem('unexpected', 'That did not work', String(error), 'Try again.');
      setState({ busy: false, problem });
    }
  };
  return (
    <section aria-labelledby="quayside-nginx-format" data-testid="quayside-nginx-setup">
      <Stack direction="column" gap={2}>
        <div>
          <Text element="h3" variant="h4">
            <span id="quayside-nginx-format">NGINX’s logs</span>
          </Text>
          <Text element="p" color="secondary">
            {drafts.length === 0
              ? 'They are found out from a sample of lines each time the page is opened. Where that goes wrong, say here how they read.'
              : 'Several logs, in different formats, are read together on the page.'}
          </Text>
        </div>
        {!source && <Alert severity="info" title="There is no Loki data source to read lines from" />}
        {state.problem && <ProblemNotice problem={state.problem} />}
        {state.nothing && (
          <Alert severity="info" title="No stream has lines of the last day that look like an access log">
            Add a log and name its streams.
          </Alert>
        )}
        {source &&
          drafts.map((draft, index) => (
            <NginxLogEditor
              key={index}
              id={`quayside-nginx-${index}`}
              source={source}
              draft={draft}
              onChange={(changed) => onChange(drafts.map((one, at) => (at === index ? changed : one)))}
              onRemove={() => onChange(drafts.filter((_, at) => at !== index))}
            />
          ))}
        {source && (
          <Stack direction="row" gap={1}>
            <Button variant="secondary" icon="search" disabled={state.busy} onClick={() => void detect()}>
              {state.busy ? 'Looking…' : 'Find them out'}
            </Button>
            <Button variant="secondary" icon="plus" onClick={() => onChange([...drafts, NEW_DRAFT])}>
              Add a log
            </Button>
          </Stack>
        )}
      </Stack>
    </section>
  );
}

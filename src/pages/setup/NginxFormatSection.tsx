import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Badge, Button, LoadingPlaceholder, Stack, Text, useStyles2 } from '@grafana/ui';
import { FieldTable } from '../../components/FieldTable';
import { beginning } from '../../components/logs/LineList';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { Loaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { NginxDetection } from '../../signals/nginx/findLog';
import { draftOf, NEW_DRAFT, type LogDraft } from '../../signals/nginx/logDraft';
import { logTitle } from '../../signals/nginx/logs';
import { selectorText } from '../../signals/selectorText';
import { NginxLogEditor } from './NginxLogEditor';

interface Props {
  source: DataSourceChoice | undefined;
  /** What a sample of lines shows, where no log is written down. */
  look: Loaded<NginxDetection[]>;
  /** The logs as they are typed; none: they are found out each time. */
  drafts: readonly LogDraft[];
  onChange: (drafts: LogDraft[]) => void;
}

/** Where NGINX logs and in which format: as it was found out, or corrected by hand with the result shown on real lines. */
export function NginxFormatSection({ source, look, drafts, onChange }: Props) {
  const found = look.data ?? [];
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
        {look.problem && <ProblemNotice problem={look.problem} />}
        {look.loading && <LoadingPlaceholder text="Looking for lines of an access log…" />}
        {look.data && found.length === 0 && (
          <Alert severity="info" title="No stream has lines of the last day that look like an access log">
            Add a log and name its streams.
          </Alert>
        )}
        {drafts.length === 0 && found.map((one, index) => <FoundLog key={index} found={one} />)}
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
            {found.length > 0 && drafts.length === 0 && (
              <Button
                variant="secondary"
                icon="pen"
                onClick={() => onChange(found.map(({ conventions }) => draftOf(conventions)))}
              >
                Correct what was found
              </Button>
            )}
            <Button variant="secondary" icon="plus" onClick={() => onChange([...drafts, NEW_DRAFT])}>
              Add a log
            </Button>
          </Stack>
        )}
      </Stack>
    </section>
  );
}

/** One log that was found out: its format, how sure that is, and a real line read by it. */
function FoundLog({ found: { conventions, detection, sample } }: { found: NginxDetection }) {
  const styles = useStyles2(getStyles);
  const { confidence, example } = detection;
  const share = `${(100 * confidence).toFixed(0)} %`;
  return (
    <div className={styles.found} data-testid="quayside-nginx-found">
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <strong>{logTitle(conventions)}</strong>
        <Badge
          color={confidence > 0.95 ? 'green' : 'orange'}
          text={`${share} of ${sample} lines of the sample are read`}
        />
        <code>{selectorText(conventions.access.matchers)}</code>
      </Stack>
      {example && (
        <>
          <pre className={styles.line}>{beginning(example.line)}</pre>
          <FieldTable values={example.values} />
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  found: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    minWidth: 0,
    borderLeft: `3px solid ${theme.colors.success.main}`,
    paddingLeft: theme.spacing(1),
  }),
  line: css({
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    margin: 0,
  }),
});

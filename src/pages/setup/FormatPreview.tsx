import React, { useMemo, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Badge, Button, ClipboardButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { FieldTable } from '../../components/FieldTable';
import { beginning } from '../../components/logs/LineList';
import { ProblemNotice } from '../../components/ProblemNotice';
import type { Loaded } from '../../components/useLoaded';
import type { LogLine } from '../../grafana/loki';
import { fieldInfo, type Field } from '../../signals/nginx/fields';
import { lacking, type NginxLog } from '../../signals/nginx/format';
import { logFormatFor } from '../../signals/nginx/logFormat';
import { readNginxLine } from '../../signals/nginx/readLine';

interface Props {
  /** Absent while something is wrong with what is typed. */
  log: NginxLog | undefined;
  lines: Loaded<LogLine[]>;
}

/** Lines that are shown read, and of those that are not. */
const SHOWN = 2;

/** What is switched off without each field. */
const SWITCHES_OFF: ReadonlyArray<[Field, string]> = [
  ['status', 'errors, and telling requests from other lines'],
  ['uri', 'what is asked for'],
  ['client', 'who asks, visitors, suspicious clients'],
  ['agent', 'browsers, bots, visitors'],
  ['referrer', 'from where people come'],
  ['bytes', 'bytes sent'],
  ['requestTime', 'latency'],
  ['upstreamTime', 'latency of what is behind NGINX'],
  ['upstreamAddress', 'which upstream answered'],
  ['virtualHost', 'telling virtual hosts apart'],
];

/** A handful of real lines, read as the form says at this moment. */
export function FormatPreview({ log, lines }: Props) {
  const styles = useStyles2(getStyles);
  const [all, setAll] = useState(false);
  const found = lines.data;
  const read = useMemo(
    () => (log && found ? found.map((line) => ({ line, read: readNginxLine(log, line) })) : []),
    [log, found]
  );
  if (lines.problem) {
    return <ProblemNotice problem={lines.problem} />;
  }
  if (lines.loading && !found) {
    return <LoadingPlaceholder text="Reading a few lines…" />;
  }
  if (found?.length === 0) {
    return (
      <Alert severity="warning" title="These streams have no line of the last week">
        Look whether the labels are right: the labels that Loki has are offered in Explore.
      </Alert>
    );
  }
  if (!log || !found) {
    return (
      <p className={styles.note}>Real lines are shown here, read as the form says, once nothing in it is wrong.</p>
    );
  }
  const requests = read.flatMap((one) =>
    one.read.kind === 'request' ? [{ line: one.line, values: one.read.values }] : []
  );
  const errors = read.filter((one) => one.read.kind === 'error').length;
  const failing = read.filter((one) => one.read.kind === 'other');
  const missing = SWITCHES_OFF.filter(([field]) => lacking(log.access, [field]).length > 0);
  const shown = all ? requests : requests.slice(0, SHOWN);
  return (
    <section
      aria-label="Real lines, read as the form says"
      className={styles.preview}
      data-testid="quayside-format-preview"
    >
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <Badge
          color={failing.length === 0 ? 'green' : requests.length === 0 ? 'red' : 'orange'}
          text={`${requests.length} of ${read.length - errors} lines are read`}
        />
        {errors > 0 && <span className={styles.note}>{errors} more are of the error log.</span>}
      </Stack>
      {shown.map(({ line, values }) => (
        <div key={line.id} className={styles.read}>
          <pre className={styles.line}>{beginning(line.line)}</pre>
          <FieldTable values={values} />
        </div>
      ))}
      {requests.length > SHOWN && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${requests.length}`}
        </Button>
      )}
      {failing.length > 0 && (
        <div>
          <p className={styles.note}>Not read, and counted as “do not parse” on the page:</p>
          {failing.slice(0, SHOWN).map(({ line }) => (
            <pre key={line.id} className={styles.failing}>
              {beginning(line.line)}
            </pre>
          ))}
          {failing.length > SHOWN && <p className={styles.note}>and {failing.length - SHOWN} more.</p>}
        </div>
      )}
      {missing.length > 0 && (
        <details>
          <summary>
            The format lacks {missing.map(([field]) => fieldInfo(field).title.toLowerCase()).join(', ')}
          </summary>
          <ul className={styles.missing}>
            {missing.map(([field, what]) => (
              <li key={field}>
                Without {fieldInfo(field).title.toLowerCase()}: no {what}.
              </li>
            ))}
          </ul>
          <p>This brings all of them, in nginx.conf within http &#123; &#125;:</p>
          <pre className={styles.line}>{brings(log, missing)}</pre>
          <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => brings(log, missing)}>
            Copy
          </ClipboardButton>
        </details>
      )}
    </section>
  );
}

function brings({ access }: NginxLog, missing: typeof SWITCHES_OFF): string {
  return logFormatFor(
    access.format,
    missing.map(([field]) => field)
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const line = {
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0, 0, 1),
  } as const;
  return {
    preview: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
    read: css({ borderLeft: `3px solid ${theme.colors.success.main}`, paddingLeft: theme.spacing(1), minWidth: 0 }),
    line: css(line),
    failing: css({ ...line, borderLeft: `3px solid ${theme.colors.error.main}` }),
    missing: css({ paddingLeft: theme.spacing(3) }),
    note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
  };
};

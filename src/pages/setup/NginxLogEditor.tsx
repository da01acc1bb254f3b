import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, RadioButtonGroup, Stack, TextArea, useStyles2 } from '@grafana/ui';
import { useLoaded } from '../../components/useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { detectFormat } from '../../signals/nginx/detect';
import { fieldInfo } from '../../signals/nginx/fields';
import { logOfDraft, NEW_DRAFT, withFormat, type LogDraft } from '../../signals/nginx/logDraft';
import { parseSelector, selectorText } from '../../signals/selectorText';
import { FieldPlaces } from './FieldPlaces';
import { FormatPreview } from './FormatPreview';
import { loadSampleLines } from './loadSampleLines';

interface Props {
  /** Of its controls, unique on the page. */
  id: string;
  source: DataSourceChoice;
  draft: LogDraft;
  onChange: (draft: LogDraft) => void;
  onRemove: () => void;
}

const KINDS: Array<{ value: LogDraft['kind']; label: string }> = [
  { value: 'combined', label: 'combined' },
  { value: 'json', label: 'JSON' },
  { value: 'pattern', label: 'log_format or pattern' },
];

const WRAPPERS: Array<{ value: LogDraft['wrapper']; label: string }> = [
  { value: 'none', label: 'Nothing' },
  { value: 'json', label: 'JSON' },
  { value: 'cri', label: 'CRI' },
];

/** The selector of the streams, in one spelling; nothing while it cannot be asked. */
function askable(streams: string): string | undefined {
  try {
    return selectorText(parseSelector(streams));
  } catch {
    return undefined;
  }
}

/** One NGINX log: its streams and format on one side, real lines read accordingly on the other. */
export function NginxLogEditor({ id, source, draft, onChange, onRemove }: Props) {
  const styles = useStyles2(getStyles);
  const change = (part: Partial<LogDraft>) => onChange({ ...draft, ...part });
  const { log, problems = {} } = logOfDraft(draft);
  const selector = askable(draft.streams);
  const lines = useLoaded(selector === undefined ? null : `${source.uid} ${selector}`, (signal) =>
    loadSampleLines(source, selector ?? '', signal)
  );
  const detected = lines.data ? detectFormat(lines.data.map(({ line }) => line)) : undefined;
  const text = (part: 'streams' | 'errorStreams' | 'host' | 'name', label: string, description: string) => (
    <Field
      label={label}
      description={description}
      htmlFor={`${id}-${part}`}
      noMargin
      invalid={part !== 'name' && problems[part] !== undefined}
      error={part === 'name' ? undefined : problems[part]}
    >
      <Input
        id={`${id}-${part}`}
        value={draft[part]}
        onChange={(event) => change({ [part]: event.currentTarget.value })}
      />
    </Field>
  );
  return (
    <div className={styles.editor}>
      <div className={styles.form}>
        {text('name', 'Name', 'What people call this log, where there are several. May be empty.')}
        {text('streams', 'Streams of the access log', `Labels as Loki writes them, such as ${NEW_DRAFT.streams}`)}
        {text('errorStreams', 'Streams of the error log', 'Empty: in the same streams.')}
        <Field
          label="Format"
          description="What NGINX itself writes. Paste the log_format of nginx.conf to be sure."
          noMargin
          invalid={problems.format !== undefined}
          error={problems.format}
        >
          <Stack direction="row" gap={1} wrap="wrap">
            <RadioButtonGroup
              aria-label="Format"
              options={KINDS}
              value={draft.kind}
              onChange={(kind) => change({ kind })}
            />
            <Button
              variant="secondary"
              disabled={!detected?.format}
              tooltip={detected?.format ? undefined : 'Lines of these streams do not look like an access log'}
              onClick={() => detected?.format && onChange(withFormat(draft, detected.format, detected.wrapper))}
            >
              Find out from the lines
            </Button>
          </Stack>
        </Field>
        {draft.kind === 'combined' && draft.appended.length > 0 && (
          <p className={styles.note}>
            combined, and behind it:{' '}
            {draft.appended
              .map(({ field }) => (field === 'other' ? 'something else' : fieldInfo(field).title))
              .join(', ')}
          </p>
        )}
        {draft.kind === 'json' && (
          <FieldPlaces
            id={`${id}-json`}
            places={draft.json}
            placeholder="request.uri"
            onChange={(json) => change({ json })}
          />
        )}
        {draft.kind === 'pattern' && (
          <TextArea
            aria-label="log_format or pattern"
            rows={5}
            spellCheck={false}
            value={draft.text}
            placeholder={"log_format main '$remote_addr - $remote_user [$time_local] …';"}
            className={styles.code}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
        )}
        <details>
          <summary>What the shipper puts round the lines, and fields that labels hold</summary>
          <Stack direction="column" gap={1}>
            <Field
              label="Round each line"
              description="JSON: Docker’s json-file driver (log), or Vector without a codec (message). CRI: containerd’s files."
              noMargin
              invalid={problems.wrapper !== undefined}
              error={problems.wrapper}
            >
              <Stack direction="row" gap={1}>
                <RadioButtonGroup
                  aria-label="Round each line"
                  options={WRAPPERS}
                  value={draft.wrapper}
                  onChange={(wrapper) => change({ wrapper })}
                />
                {draft.wrapper === 'json' && (
                  <Input
                    width={16}
                    aria-label="Where NGINX’s line stands in it"
                    value={draft.wrapperPath}
                    onChange={(event) => change({ wrapperPath: event.currentTarget.value })}
                  />
                )}
              </Stack>
            </Field>
            {text('host', 'Label of the host', 'Where these streams call it otherwise than those of containers.')}
            <Field
              label="Fields that labels hold"
              description="Of the stream or structured metadata. They cost nothing to read."
              noMargin
              invalid={problems.labels !== undefined}
              error={problems.labels}
            >
              <FieldPlaces
                id={`${id}-labels`}
                places={draft.labels}
                placeholder="label"
                onChange={(labels) => change({ labels })}
              />
            </Field>
          </Stack>
        </details>
        <div>
          <Button size="sm" variant="secondary" icon="trash-alt" onClick={onRemove}>
            Remove this log
          </Button>
        </div>
      </div>
      <FormatPreview log={log} lines={lines} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({
    display: 'grid',
    // By its own width, not the window's: beside Grafana's menus little may be left.
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 440px), 1fr))',
    gap: theme.spacing(3),
    alignItems: 'start',
    padding: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
  code: css({ fontFamily: theme.typography.fontFamilyMonospace }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, margin: 0 }),
});

import React, { useState } from 'react';
import { css } from '@emotion/css';
import { dateTime, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Button, ClipboardButton, IconButton, LinkButton, Stack, useStyles2 } from '@grafana/ui';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogLine } from '../../grafana/loki';
import { lineFields } from '../../insights/logs/lineFields';
import type { Conventions } from '../../signals/conventions';
import { OWN_LABEL, type FieldCondition } from '../../signals/logQuery';
import { fieldLabel } from '../../signals/nginx/fields';
import { containerOfStream } from '../../signals/streams';
import { containerUrl } from '../paths';
import { LineContext } from './LineContext';
import type { SharedCursor } from './useHoveredTime';

interface Props {
  line: LogLine;
  source: DataSourceChoice;
  conventions: Conventions;
  scene: SharedCursor;
  /** Keeps or drops lines with a field's value; without it nothing can be clicked. */
  onField?: (condition: FieldCondition) => void;
  /** What the line says, for whoever reads it better than by looking for JSON and logfmt. Its labels stand below. */
  fields?: readonly ShownField[];
}

/** A part of a line, as the table below it shows it. */
export interface ShownField {
  name: string;
  value: string;
  /** Keeps (true) or drops (false) what has this value; absent: nothing can be asked by it. */
  choose?: ((keep: boolean) => void) | undefined;
}

/** Labels that queries made for themselves. */
const OWN_LABELS = [OWN_LABEL, fieldLabel('')];

/** How much of a container's time is shown around a line. */
const AROUND_MS = 15 * 60_000;

/** The time around a moment, as a range. */
export function around(time: number, by = AROUND_MS): TimeRange {
  const from = dateTime(time - by);
  const to = dateTime(time + by);
  return { from, to, raw: { from, to } };
}

type Named = Pick<FieldCondition, 'from' | 'name' | 'value'>;

const shown = (fields: readonly Named[], onField: Props['onField']): ShownField[] =>
  fields.map((field) => ({
    name: field.name,
    value: field.value,
    ...(onField ? { choose: (keep: boolean) => onField({ ...field, op: keep ? '=' : '!=' }) } : {}),
  }));

/** Everything about one line: where it comes from, its labels and fields, and what stood around it. */
export function LineDetails({ line, source, conventions, scene, onField, fields }: Props) {
  const styles = useStyles2(getStyles);
  const [context, setContext] = useState(false);
  const container = containerOfStream(conventions, line.labels);
  const labels = Object.entries(line.labels)
    .filter(([name]) => !OWN_LABELS.some((own) => name.startsWith(own)))
    .map(([name, value]): Named => ({ from: 'label', name, value }));
  const groups: Array<[string, readonly ShownField[]]> = [
    ['Fields', fields ?? shown(lineFields(line.line), onField)],
    ['Labels', shown(labels, onField)],
  ];
  return (
    <Stack direction="column" gap={1}>
      <Stack direction="row" gap={1} wrap="wrap">
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => line.line}>
          Copy line
        </ClipboardButton>
        {container && (
          <LinkButton
            size="sm"
            variant="secondary"
            icon="cube"
            href={containerUrl(container, around(line.time))}
            tooltip={`CPU, memory and restarts of ${container.name} on ${container.host} around this time`}
          >
            Container at this time
          </LinkButton>
        )}
        <Button
          size="sm"
          variant="secondary"
          icon={context ? 'angle-up' : 'list-ul'}
          aria-expanded={context}
          onClick={() => setContext(!context)}
        >
          Lines around it
        </Button>
      </Stack>
      {context && <LineContext line={line} source={source} conventions={conventions} scene={scene} />}
      {groups
        .filter(([, group]) => group.length > 0)
        .map(([title, group]) => (
          <table key={title} className={styles.table}>
            <caption>{title}</caption>
            <tbody>
              {group.map(({ name, value, choose }) => (
                <tr key={name}>
                  {group.some((one) => one.choose) && (
                    <td className={styles.buttons}>
                      {choose && (
                        <>
                          <IconButton
                            name="plus-circle"
                            size="sm"
                            tooltip={`Only lines with this ${name}`}
                            onClick={() => choose(true)}
                          />
                          <IconButton
                            name="minus-circle"
                            size="sm"
                            tooltip={`Only lines without this ${name}`}
                            onClick={() => choose(false)}
                          />
                        </>
                      )}
                    </td>
                  )}
                  <th scope="row">{name}</th>
                  <td className={styles.value}>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    '& caption': { captionSide: 'top', textAlign: 'left', color: theme.colors.text.secondary, padding: 0 },
    '& td, & th': { padding: theme.spacing(0.25, 1, 0.25, 0), verticalAlign: 'top', textAlign: 'left' },
    '& th': { fontWeight: theme.typography.fontWeightMedium, whiteSpace: 'nowrap', width: '1%' },
  }),
  buttons: css({ whiteSpace: 'nowrap', width: '1%' }),
  value: css({ fontFamily: theme.typography.fontFamilyMonospace, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
});

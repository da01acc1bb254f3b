import React, { useState, type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, LoadingPlaceholder, Stack, useStyles2 } from '@grafana/ui';
import { NothingHere } from '../NothingHere';
import { ProblemNotice } from '../ProblemNotice';
import { useLoaded } from '../useLoaded';
import type { DataSourceChoice } from '../../grafana/dataSources';
import { detectedFields, detectedValues, type DetectedField } from '../../grafana/lokiIndex';
import type { TimeSlice } from '../../signals/logBudget';
import { linesOf, type LogQuery } from '../../signals/logQuery';
import { fieldName } from './fieldName';
import { withField, type ChangeLogs, type LogsState } from './logsState';
import { QueryLinks } from './QueryLinks';

interface Props {
  source: DataSourceChoice;
  query: LogQuery;
  range: TimeSlice;
  state: LogsState;
  onChange: ChangeLogs;
  /** What else can be done with a field. */
  actions?: (field: DetectedField) => ReactNode;
}

const SAMPLE = 1000;
const EXAMPLES = 8;

/** What lines are made of, with examples to filter by. */
export function FieldsView({ source, query, range, state, onChange, actions }: Props) {
  const styles = useStyles2(getStyles);
  const expr = linesOf(query);
  const { data, loading, problem } = useLoaded(`${source.uid} ${expr} ${range.from} ${range.to}`, async (signal) => ({
    fields: await detectedFields(source, expr, range, SAMPLE, signal),
  }));
  const fields = [...(data?.fields ?? [])].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <section aria-label="Fields" className={styles.section}>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        <span className={styles.note} role="status">
          {loading
            ? 'Looking for fields…'
            : `${fields.length} fields of the newest ${SAMPLE.toLocaleString('en')} lines.`}
        </span>
        <QueryLinks source={source} expr={expr} range={range} />
      </Stack>
      {problem && <ProblemNotice problem={problem} />}
      {!data && loading && <LoadingPlaceholder text="Looking for fields…" />}
      {data && fields.length === 0 && (
        <NothingHere title="No fields">
          {data.fields === undefined
            ? 'This Loki does not detect fields: it takes Loki 3.1 or later. Open a line to see its fields, and filter by a click on one.'
            : 'These lines are neither JSON nor logfmt: filter them by words, or by an expression.'}
        </NothingHere>
      )}
      {fields.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Written as</th>
              <th scope="col">Kind</th>
              <th scope="col" className={styles.number}>
                Different values
              </th>
              {actions && <th scope="col">Use it to</th>}
              <th scope="col">Examples</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field.name}>
                <th scope="row">{field.name}</th>
                <td>{field.parser ?? 'label'}</td>
                <td>{field.type}</td>
                <td className={styles.number}>{field.cardinality}</td>
                {actions && <td>{actions(field)}</td>}
                <td>
                  <Examples source={source} expr={expr} range={range} field={field} state={state} onChange={onChange} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface ExamplesProps extends Omit<Props, 'query' | 'actions'> {
  expr: string;
  field: DetectedField;
}

function Examples({ source, expr, range, field, state, onChange }: ExamplesProps) {
  const styles = useStyles2(getStyles);
  const [wanted, setWanted] = useState(false);
  const key = `${source.uid} ${expr} ${range.from} ${range.to} ${field.name}`;
  const { data, loading, problem } = useLoaded(wanted ? key : null, (signal) =>
    detectedValues(source, expr, field.name, range, { lines: SAMPLE, limit: EXAMPLES }, signal)
  );
  if (!wanted) {
    return (
      <Button size="sm" variant="secondary" fill="text" onClick={() => setWanted(true)}>
        Show<span className="sr-only"> examples of {field.name}</span>
      </Button>
    );
  }
  if (problem) {
    return <span className={styles.note}>{problem.message}</span>;
  }
  if (loading) {
    return <span className={styles.note}>Reading…</span>;
  }
  return (
    <ul className={styles.examples}>
      {(data ?? []).slice(0, EXAMPLES).map((value) => (
        <li key={value}>
          <IconButton
            name="plus-circle"
            size="sm"
            tooltip={`Only lines with this ${field.name}`}
            onClick={() => onChange(withField(state, { ...fieldName(field), op: '=', value }))}
          />
          <IconButton
            name="minus-circle"
            size="sm"
            tooltip={`Only lines without this ${field.name}`}
            onClick={() => onChange(withField(state, { ...fieldName(field), op: '!=', value }))}
          />
          <code>{value}</code>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0, overflowX: 'auto' }),
  note: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  table: css({
    width: '100%',
    fontSize: theme.typography.bodySmall.fontSize,
    '& thead th': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightMedium },
    '& td, & th': { padding: theme.spacing(0.5, 1, 0.5, 0), verticalAlign: 'top', textAlign: 'left' },
    '& tbody tr': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  number: css({ '&&': { textAlign: 'right' }, fontVariantNumeric: 'tabular-nums' }),
  examples: css({
    listStyle: 'none',
    '& li': { display: 'flex', gap: theme.spacing(0.25), alignItems: 'center' },
    '& code': { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', background: 'none', border: 'none' },
  }),
});

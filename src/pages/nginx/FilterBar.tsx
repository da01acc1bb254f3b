import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Icon, Input, Stack, useStyles2 } from '@grafana/ui';
import { shortened } from '../../components/shortened';
import { fieldsOf, type NginxConventions } from '../../signals/nginx/format';
import { logsOf } from '../../signals/nginx/logs';
import {
  DERIVED,
  dimensionTitle,
  fieldBehind,
  filterProblem,
  OPERATOR_WORDS,
  OPERATORS,
  type Dimension,
  type Filter,
  type Operator,
} from '../../signals/nginx/filters';
import { filterValueText } from './valueText';

interface Props {
  nginx: NginxConventions;
  filters: readonly Filter[];
  onChange: (filters: Filter[]) => void;
}

/** The conditions on requests that the page is about, and a way to add one by hand. */
export function FilterBar({ nginx, filters, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [adding, setAdding] = useState(false);
  return (
    <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
      {filters.map((filter) => (
        <span key={`${filter.dimension} ${filter.op} ${filter.value}`} className={styles.pill}>
          {dimensionTitle(filter.dimension)} {OPERATOR_WORDS[filter.op]}{' '}
          <strong title={shortened(filter.value)}>{filterValueText(filter)}</strong>
          <button
            type="button"
            className={styles.remove}
            aria-label={`Remove: ${dimensionTitle(filter.dimension)} ${OPERATOR_WORDS[filter.op]} ${filterValueText(filter)}`}
            onClick={() => onChange(filters.filter((one) => one !== filter))}
          >
            <Icon name="times" size="sm" />
          </button>
        </span>
      ))}
      {adding ? (
        <NewFilter
          nginx={nginx}
          onAdd={(filter) => {
            setAdding(false);
            onChange([...filters, filter]);
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button size="sm" variant="secondary" icon="plus" onClick={() => setAdding(true)}>
          Filter
        </Button>
      )}
      {filters.length > 1 && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => onChange([])}>
          Clear all
        </Button>
      )}
    </Stack>
  );
}

function NewFilter({
  nginx,
  onAdd,
  onCancel,
}: {
  nginx: NginxConventions;
  onAdd: (filter: Filter) => void;
  onCancel: () => void;
}) {
  const [dimension, setDimension] = useState<Dimension>('status');
  const [op, setOp] = useState<Operator>('is');
  const [value, setValue] = useState('');
  const fields = [...new Set(logsOf(nginx).flatMap(({ access }) => fieldsOf(access)))];
  const derived = (Object.keys(DERIVED) as Array<keyof typeof DERIVED>).filter((one) =>
    fields.includes(fieldBehind(one))
  );
  const filter: Filter = { dimension, op, value };
  const problem = filterProblem(filter);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) {
          onAdd(filter);
        }
      }}
    >
      <Stack direction="row" gap={0.5} alignItems="center" wrap="wrap">
        <label htmlFor="quayside-filter-dimension" className="sr-only">
          What the filter is about
        </label>
        <Combobox
          id="quayside-filter-dimension"
          width={20}
          options={[...fields, ...derived].map((one) => ({ value: one, label: dimensionTitle(one) }))}
          value={dimension}
          onChange={({ value: chosen }) => setDimension(chosen)}
        />
        <label htmlFor="quayside-filter-op" className="sr-only">
          How it compares
        </label>
        <Combobox
          id="quayside-filter-op"
          width={18}
          options={OPERATORS.map((one) => ({ value: one, label: OPERATOR_WORDS[one] }))}
          value={op}
          onChange={({ value: chosen }) => setOp(chosen)}
        />
        <Input
          width={24}
          aria-label="The value"
          autoFocus
          invalid={problem !== undefined && value !== ''}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Button size="sm" type="submit" disabled={problem !== undefined}>
          Add
        </Button>
        <Button size="sm" variant="secondary" fill="text" onClick={onCancel}>
          Cancel
        </Button>
        {problem && value !== '' && <span role="alert">{problem}</span>}
      </Stack>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  pill: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.25, 0.5, 0.25, 1),
    borderRadius: theme.shape.radius.pill,
    border: `1px solid ${theme.colors.border.medium}`,
    background: theme.colors.background.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    maxWidth: '100%',
    overflowWrap: 'anywhere',
  }),
  remove: css({
    background: 'none',
    border: 'none',
    padding: 0,
    color: theme.colors.text.secondary,
    display: 'inline-flex',
  }),
});

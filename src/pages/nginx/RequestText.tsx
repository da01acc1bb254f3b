import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { shortened } from '../../components/shortened';
import type { Field } from '../../signals/nginx/fields';
import { dimensionTitle, type Filter } from '../../signals/nginx/filters';
import type { FieldValues } from '../../signals/nginx/parse';
import { valueText } from './valueText';

interface Props {
  values: FieldValues;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

/** What a closed line shows of a request: what is asked first when something is wrong. */
const SHOWN: readonly Field[] = [
  'status',
  'method',
  'uri',
  'virtualHost',
  'client',
  'requestTime',
  'upstreamAddress',
  'upstreamTime',
];

const blank = (value: string | undefined) => value === undefined || value === '' || value === '-';

/** One request in one line: each value can be clicked to see only requests that have it. */
export function RequestText({ values, filters, onFilter }: Props) {
  const styles = useStyles2(getStyles);
  const status = values.status ?? '';
  const shown = SHOWN.filter((field) => !blank(values[field]));
  return (
    <span className={styles.request}>
      {shown.map((field) => {
        const value = values[field] ?? '';
        const active = filters.some(
          (filter) => filter.dimension === field && filter.op === 'is' && filter.value === value
        );
        return (
          <button
            key={field}
            type="button"
            tabIndex={-1}
            className={cx(
              styles.value,
              field === 'status' &&
                (status.startsWith('5') ? styles.bad : status.startsWith('4') ? styles.warned : undefined),
              field === 'uri' && styles.uri
            )}
            aria-pressed={active}
            aria-label={`${dimensionTitle(field)} ${shortened(value)}: only requests with it`}
            title={`${dimensionTitle(field)}: only requests with it`}
            onClick={(event) => {
              // The line itself opens at a click.
              event.stopPropagation();
              onFilter({ dimension: field, op: 'is', value });
            }}
          >
            {valueText(field, value)}
            {(field === 'requestTime' || field === 'upstreamTime') && ' s'}
          </button>
        );
      })}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  request: css({ display: 'flex', flexWrap: 'wrap', columnGap: theme.spacing(1.5) }),
  value: css({
    background: 'none',
    border: 'none',
    padding: 0,
    font: 'inherit',
    color: theme.colors.text.primary,
    textAlign: 'left',
    overflowWrap: 'anywhere',
    minWidth: 0,
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
    '&[aria-pressed="true"]': { fontWeight: theme.typography.fontWeightBold },
  }),
  uri: css({ color: theme.colors.text.maxContrast }),
  bad: css({ color: theme.colors.error.text }),
  warned: css({ color: theme.colors.warning.text }),
});

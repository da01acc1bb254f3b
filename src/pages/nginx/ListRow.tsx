import React, { type ReactNode } from 'react';
import { Badge, Icon, useStyles2 } from '@grafana/ui';
import type { Compared } from '../../insights/nginx/comparison';
import { anyValue } from '../../signals/nginx/anyValue';
import type { Dimension, Filter } from '../../signals/nginx/filters';
import type { RankedList } from '../../signals/nginx/lists';
import { getListStyles } from './listStyles';
import type { Entry } from './loadList';
import { intervalText } from './totalTexts';
import { valueText } from './valueText';

type Changed = Exclude<Compared['change'], 'same'>;

const CHANGES: Record<Changed, { text: string; color: 'blue' | 'darkgrey' | 'orange' | 'green' }> = {
  new: { text: 'new', color: 'blue' },
  gone: { text: 'gone', color: 'darkgrey' },
  up: { text: 'up', color: 'orange' },
  down: { text: 'down', color: 'green' },
};

interface Props {
  children?: ReactNode;
  entry: Entry;
  shown: RankedList;
  /** The entry is a group of values: its name stands in no line. */
  group: boolean;
  /** Of the row with the most requests, 0 to 1. */
  share: number;
  compared: Compared | undefined;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

/** One row of a list: each value a click away from being asked for alone, or left out. */
export function ListRow({ entry, shown, group, share, compared, filters, onFilter, children }: Props) {
  const styles = useStyles2(getListStyles);
  const changed = compared && compared.change !== 'same' ? CHANGES[compared.change] : undefined;
  const [first] = shown.dimensions;
  return (
    <li className={styles.row}>
      <span className={styles.bar} style={{ width: `${share * 100}%` }} aria-hidden />
      <span className={styles.values}>
        {group ? (
          <Value text={entry.key} {...groupChoice(first, entry)} filters={filters} onFilter={onFilter} />
        ) : (
          shown.dimensions.map((dimension, index) => {
            const value = entry.values[index] ?? '';
            return (
              <Value
                key={dimension}
                text={valueText(dimension, value)}
                dimension={dimension}
                ops={['is', 'not']}
                value={value}
                filters={filters}
                onFilter={onFilter}
              />
            );
          })
        )}
        {children}
      </span>
      {changed && (
        <Badge
          color={changed.color}
          text={
            compared?.relative === undefined || compared.change === 'gone'
              ? changed.text
              : `${compared.relative > 0 ? '+' : ''}${Math.round(compared.relative * 100)} %`
          }
          tooltip={compared && `${intervalText(compared.before)} in the period before`}
        />
      )}
      <span className={styles.count}>{intervalText(entry.count)}</span>
    </li>
  );
}

/** What a click on a value asks for. */
interface Choice {
  dimension: Dimension;
  value: string;
  /** To have it, and not to have it. */
  ops: readonly [Filter['op'], Filter['op']];
  /** What stands behind the words of the choice. */
  more?: string;
  count?: number;
}

/** A group of values is asked for by the values that are in it: the log has no name for it. */
function groupChoice(dimension: Dimension, { values }: Entry): Choice {
  const [only, ...others] = values;
  if (others.length === 0) {
    return { dimension, value: only ?? '', ops: ['is', 'not'] };
  }
  const { expression, held } = anyValue(values);
  return {
    dimension,
    value: expression,
    ops: ['matches', 'misses'],
    count: values.length,
    more: `${held < values.length ? `: ${held} of its ${values.length} values, those with the most requests` : ` (${values.length} values)`}`,
  };
}

interface ValueProps extends Choice {
  text: string;
  filters: readonly Filter[];
  onFilter: (filter: Filter) => void;
}

function Value({ text, dimension, value, ops: [include, exclude], more = '', count, filters, onFilter }: ValueProps) {
  const styles = useStyles2(getListStyles);
  const active = filters.some(
    (filter) => filter.dimension === dimension && filter.value === value && filter.op === include
  );
  return (
    <span className={styles.value}>
      <button
        type="button"
        className={styles.link}
        aria-pressed={active}
        title={`Only requests with this${more}`}
        onClick={() => onFilter({ dimension, op: include, value })}
      >
        {text}
      </button>
      {count !== undefined && <span className={styles.note}>({count.toLocaleString('en')})</span>}
      <button
        type="button"
        className={styles.exclude}
        aria-label={`Only requests without ${text}`}
        title={`Only requests without this${more}`}
        onClick={() => onFilter({ dimension, op: exclude, value })}
      >
        <Icon name="minus-circle" size="sm" />
      </button>
    </span>
  );
}

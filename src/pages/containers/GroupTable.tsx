import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatValue } from '../../components/units';
import type { GroupRow } from './fleet';
import { SortHead } from './SortHead';
import type { Direction } from './sortRows';
import { getTableStyles } from './tableStyles';

interface Props {
  groups: readonly GroupRow[];
  title: string;
  events: string;
  /** Shows the containers of one group. */
  onOpen: (group: GroupRow) => void;
}

type Field = 'containers' | 'cpu' | 'memory' | 'restarts';

/** Groups of containers with what each uses in all. */
export function GroupTable({ groups, title, events, onOpen }: Props) {
  const styles = useStyles2(getStyles);
  const tableStyles = useStyles2(getTableStyles);
  const [order, setOrder] = useState<Field | 'group'>('cpu');
  const [direction, setDirection] = useState<Direction>('desc');
  const onSort = (id: string) => {
    setDirection(id === order && direction === 'desc' ? 'asc' : 'desc');
    setOrder(id as Field | 'group');
  };
  const sign = direction === 'asc' ? 1 : -1;
  const sorted = [...groups].sort((a, b) =>
    order === 'group'
      ? sign * a.key.localeCompare(b.key)
      : sign * ((a[order] ?? -1) - (b[order] ?? -1)) || a.key.localeCompare(b.key)
  );
  const sorting = { order, direction, onSort };
  const cell = (value: number | undefined, unit: 'cores' | 'bytes' | 'count') =>
    value === undefined ? 'not exported' : formatValue(value, unit);
  return (
    <div className={tableStyles.scroll}>
      <table className={tableStyles.table} data-testid="quayside-groups">
        <thead>
          <tr>
            <SortHead id="group" title={title} {...sorting} />
            <SortHead id="containers" title="Containers" numeric {...sorting} />
            <SortHead id="cpu" title="CPU, cores" numeric {...sorting} />
            <SortHead id="memory" title="Memory" numeric {...sorting} />
            <SortHead id="restarts" title={`Restarts, ${events}`} numeric {...sorting} />
          </tr>
        </thead>
        <tbody>
          {sorted.map((group) => (
            <tr key={group.key} className={tableStyles.row}>
              <th scope="row" className={cx(tableStyles.rowHead, styles.name)}>
                <button
                  type="button"
                  className={styles.link}
                  disabled={group.parts.every((part) => part === '')}
                  onClick={() => onOpen(group)}
                >
                  {group.parts.map((part) => part || '(none)').join(' / ')}
                </button>
              </th>
              <td className={cx(tableStyles.cell, styles.number)}>{group.containers}</td>
              <td className={cx(tableStyles.cell, styles.number)}>{cell(group.cpu, 'cores')}</td>
              <td className={cx(tableStyles.cell, styles.number)}>{cell(group.memory, 'bytes')}</td>
              <td className={cx(tableStyles.cell, styles.number)}>{cell(group.restarts, 'count')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  name: css({
    minWidth: 140,
    overflowWrap: 'anywhere',
  }),
  link: css({
    background: 'none',
    border: 'none',
    padding: 0,
    textAlign: 'left',
    color: theme.colors.text.link,
    '&:hover': { textDecoration: 'underline' },
  }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }),
});

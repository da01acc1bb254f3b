import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { formatValue } from '../../components/units';
import type { GroupRow } from './fleet';
import { SortHead } from './SortHead';
import type { Direction } from './sortRows';

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
    <div className={styles.scroll}>
      <table className={styles.table} data-testid="quayside-groups">
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
            <tr key={group.key} className={styles.row}>
              <th scope="row" className={styles.name}>
                <button
                  type="button"
                  className={styles.link}
                  disabled={group.parts.every((part) => part === '')}
                  onClick={() => onOpen(group)}
                >
                  {group.parts.map((part) => part || '(none)').join(' / ')}
                </button>
              </th>
              <td className={styles.cell}>{group.containers}</td>
              <td className={styles.cell}>{cell(group.cpu, 'cores')}</td>
              <td className={styles.cell}>{cell(group.memory, 'bytes')}</td>
              <td className={styles.cell}>{cell(group.restarts, 'count')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    overflowX: 'auto',
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
  }),
  table: css({ width: '100%', borderCollapse: 'collapse', fontSize: theme.typography.bodySmall.fontSize }),
  row: css({
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:hover': { background: theme.colors.action.hover },
  }),
  name: css({
    padding: theme.spacing(0.5, 1),
    textAlign: 'left',
    fontWeight: theme.typography.fontWeightRegular,
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
  cell: css({
    padding: theme.spacing(0.5, 1),
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
});

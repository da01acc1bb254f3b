import React from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { Badge, TextLink, Tooltip, useStyles2 } from '@grafana/ui';
import { MiniChart } from '../../components/MiniChart';
import { locationTitle } from '../../components/InstallationContext';
import { atLocation, containerUrl } from '../../components/paths';
import { UsageBar } from '../../components/UsageBar';
import { formatDuration, formatValue } from '../../components/units';
import type { Series } from '../../grafana/prometheus';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import type { Column } from './columns';
import { hostKey } from './everywhere';
import type { Cells, Row } from './fleet';
import { SortHead } from './SortHead';
import type { Direction } from './sortRows';
import { getTableStyles } from './tableStyles';

interface Props {
  rows: readonly Row[];
  columns: readonly Column[];
  cells: Cells | undefined;
  lines: ReadonlyMap<string, ReadonlyMap<string, Series>> | undefined;
  range: TimeRange;
  order: string;
  direction: Direction;
  /** The window of counted events, such as `1h`. */
  events: string;
  onSort: (id: string) => void;
}

function State({ row, cells }: { row: Row; cells: Cells | undefined }) {
  const health = cells?.values.get(C.health.id)?.get(row.key);
  if (row.gone !== undefined) {
    return <Badge color="red" icon="exclamation-triangle" text={`Gone for ${formatDuration(row.gone)}`} />;
  }
  if (health === 0) {
    return (
      <Badge
        color="orange"
        icon="heart-break"
        text="Unhealthy"
        tooltip="Its health check fails, or it is still starting."
      />
    );
  }
  return <Badge color="green" text={health === 1 ? 'Healthy' : 'Running'} />;
}

function Cell({ row, column, cells, lines }: Pick<Props, 'cells' | 'lines'> & { row: Row; column: Column }) {
  const styles = useStyles2(getStyles);
  const [signal] = column.signals;
  const known = cells?.rows.has(row.key) ? cells.values.get(signal.id) : undefined;
  const value = known?.get(row.key);
  if (row.gone !== undefined) {
    return <span className={styles.muted}>–</span>;
  }
  if (value === undefined) {
    if (!cells || !known) {
      return <span className={styles.muted}>…</span>;
    }
    const missing = cells.notExported.get(signal.id)?.has(hostKey(row)) && !column.absent;
    return (
      <Tooltip
        content={
          missing
            ? (signal.remedy ?? 'No series of this metric comes from this host.')
            : 'No value for this container at this time.'
        }
      >
        <span className={styles.muted}>{missing ? 'not exported' : (column.absent ?? 'no value')}</span>
      </Tooltip>
    );
  }
  const noLimit = column.id === 'limit' && !cells?.values.get(C.memoryLimit.id)?.has(row.key);
  const alarming = column.counted && value >= 0.5;
  return (
    <div className={styles.value}>
      {column.drawn && (
        <MiniChart
          series={lines?.get(signal.id)?.get(row.key)}
          label={`${column.title} of ${row.container.name}`}
          width={72}
          height={22}
        />
      )}
      {column.bar && !noLimit && (
        <div className={styles.bar}>
          <UsageBar ratio={value} label={`${column.title} of ${row.container.name}`} />
        </div>
      )}
      {noLimit && (
        <Badge color="blue" text="no limit" tooltip="No limit of its own: the share is of the host’s memory." />
      )}
      <span className={cx(styles.number, alarming && styles.alarming)}>{formatValue(value, signal.unit)}</span>
    </div>
  );
}

/** The containers in view, one row each by host and name, with the columns that were chosen. */
export function FleetTable({ rows, columns, cells, lines, range, order, direction, events, onSort }: Props) {
  const styles = useStyles2(getStyles);
  const tableStyles = useStyles2(getTableStyles);
  const sorting = { order, direction, onSort };
  const located = rows.some(({ location }) => location !== undefined);
  const urlOf = ({ container, location }: Row) => {
    const url = containerUrl(container, range);
    return location === undefined ? url : atLocation(url, location);
  };
  return (
    <div className={tableStyles.scroll}>
      <table className={tableStyles.table} data-testid="quayside-fleet">
        <thead>
          <tr>
            <SortHead id="name" title="Container" {...sorting} />
            {located && <SortHead id="location" title="Location" {...sorting} />}
            <SortHead id="host" title="Host" {...sorting} />
            <th scope="col" className={styles.plainHead}>
              State
            </th>
            {columns.map((column) => (
              <SortHead
                key={column.id}
                id={column.id}
                title={column.counted ? `${column.title}, ${events}` : column.title}
                description={column.signals[0].description}
                numeric
                {...sorting}
              />
            ))}
            <SortHead id="started" title="Started" description={C.startTime.description} numeric {...sorting} />
            <SortHead id="image" title="Image" {...sorting} />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className={tableStyles.row}>
              <th scope="row" className={cx(tableStyles.rowHead, styles.name)}>
                <TextLink href={urlOf(row)} inline={false}>
                  {row.container.name}
                </TextLink>
                {row.container.pod && (
                  <div className={styles.muted}>{`${row.container.namespace}/${row.container.pod}`}</div>
                )}
                {row.project !== '' && (
                  <div className={styles.muted}>
                    {row.project}
                    {row.service ? ` / ${row.service}` : ''}
                  </div>
                )}
              </th>
              {located && <td className={tableStyles.cell}>{locationTitle(row.location ?? '')}</td>}
              <td className={tableStyles.cell}>{row.container.host}</td>
              <td className={tableStyles.cell}>
                <State row={row} cells={cells} />
              </td>
              {columns.map((column) => (
                <td key={column.id} className={cx(tableStyles.cell, styles.right)}>
                  <Cell row={row} column={column} cells={cells} lines={lines} />
                </td>
              ))}
              <td className={cx(tableStyles.cell, styles.right)}>
                {row.started === undefined ? (
                  <span className={styles.muted}>–</span>
                ) : (
                  <span title={dateTimeFormat(row.started * 1000)}>
                    {formatDuration(range.to.valueOf() / 1000 - row.started)} ago
                  </span>
                )}
              </td>
              <td className={cx(tableStyles.cell, styles.image)} title={row.image}>
                {row.image}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plainHead: css({
    padding: theme.spacing(0.75, 1),
    textAlign: 'left',
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.secondary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  name: css({
    minWidth: 190,
    maxWidth: 320,
    overflowWrap: 'break-word',
    position: 'sticky',
    left: 0,
    background: theme.colors.background.primary,
  }),
  right: css({ textAlign: 'right' }),
  image: css({ maxWidth: 220, overflow: 'hidden', textOverflow: 'ellipsis' }),
  value: css({ display: 'inline-flex', alignItems: 'center', justifyContent: 'flex-end', gap: theme.spacing(1) }),
  bar: css({ width: 48 }),
  number: css({ fontVariantNumeric: 'tabular-nums', minWidth: 44, textAlign: 'right' }),
  alarming: css({ color: theme.colors.warning.text, fontWeight: theme.typography.fontWeightBold }),
  muted: css({ color: theme.colors.text.secondary }),
});

import React from 'react';
import { dateTime, type TimeRange } from '@grafana/data';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TestRouter } from '../../components/test-support/TestRouter';
import { CONTAINER_SIGNALS as C } from '../../signals/containers';
import { containerKey } from '../../signals/scope';
import { COLUMNS, columnsOf } from './columns';
import type { Cells, Row } from './fleet';
import { FleetTable } from './FleetTable';

jest.mock('../../components/MiniChart', () => ({
  MiniChart: ({ label }: { label: string }) => <span role="img" aria-label={label} />,
}));

const NOW = 1_700_000_000_000;
const range: TimeRange = { from: dateTime(NOW - 3_600_000), to: dateTime(NOW), raw: { from: 'now-1h', to: 'now' } };

function row(name: string, host = 'web-1', more: Partial<Row> = {}): Row {
  const container = { host, name };
  return {
    key: containerKey(container),
    container,
    image: 'img:1',
    project: '',
    service: '',
    started: NOW / 1000 - 7200,
    ...more,
  };
}

type Values = Array<[{ id: string }, Row, number]>;

function cellsOf(values: Values, notExported: Array<[{ id: string }, string[]]> = []): Omit<Cells, 'rows'> {
  const bySignal = new Map<string, Map<string, number>>();
  for (const { id } of COLUMNS.flatMap(({ signals }) => signals)) {
    bySignal.set(id, new Map());
  }
  for (const [{ id }, { key }, value] of values) {
    bySignal.set(id, (bySignal.get(id) ?? new Map<string, number>()).set(key, value));
  }
  return { values: bySignal, notExported: new Map(notExported.map(([{ id }, hosts]) => [id, new Set(hosts)])) };
}

function show(
  rows: Row[],
  columns: string,
  cells: Omit<Cells, 'rows'> | undefined,
  onSort = jest.fn(),
  asked: readonly Row[] = rows
) {
  render(
    <FleetTable
      rows={rows}
      columns={columnsOf(columns)}
      cells={cells && { ...cells, rows: new Set(asked.map(({ key }) => key)) }}
      lines={undefined}
      range={range}
      order="cpu"
      direction="desc"
      events="1h"
      onSort={onSort}
    />,
    { wrapper: TestRouter }
  );
  return onSort;
}

/** The text of a cell, by the head of its column. */
function cellText(head: string | RegExp, line = 0): string {
  const heads = screen.getAllByRole('columnheader');
  const index = heads.findIndex((one) =>
    typeof head === 'string' ? one.textContent === head : head.test(one.textContent ?? '')
  );
  expect(index).toBeGreaterThanOrEqual(0);
  const [, ...lines] = screen.getAllByRole('row');
  return lines[line]?.children[index]?.textContent ?? '';
}

describe('FleetTable', () => {
  const edge = row('edge');

  test('of a row that has just come into view nothing is said yet', () => {
    show([edge], 'cpu,quota', cellsOf([]), jest.fn(), []);
    expect(cellText('CPU, cores')).toBe('…');
    expect(cellText('CPU of quota')).toBe('…');
  });

  test('what nobody exports is not 0', () => {
    show([edge], 'read', cellsOf([], [[C.diskRead, ['web-1']]]));
    expect(cellText('Disk read')).toBe('not exported');
  });

  test('nor is what another host exports', () => {
    show([edge, row('edge', 'web-2')], 'read', cellsOf([], [[C.diskRead, ['web-2']]]));
    expect(cellText('Disk read', 0)).toBe('no value');
    expect(cellText('Disk read', 1)).toBe('not exported');
  });

  test('0 is 0', () => {
    show(
      [edge],
      'read,restarts',
      cellsOf([
        [C.diskRead, edge, 0],
        [C.restarts, edge, 0],
      ])
    );
    expect(cellText('Disk read')).toMatch(/^0 B\/s/);
    expect(cellText('Restarts, 1h')).toBe('0');
  });

  test('no quota is a fact', () => {
    show([edge], 'quota', cellsOf([], [[C.cpuQuotaRatio, ['web-1']]]));
    expect(cellText('CPU of quota')).toBe('no quota');
  });

  test('a share of the host’s memory is marked as such, and draws no bar', () => {
    show([edge], 'limit', cellsOf([[C.memoryEffectiveRatio, edge, 0.02]]));
    expect(cellText('Memory of limit')).toBe('no limit2.0 %');
    expect(screen.queryByRole('meter')).not.toBeInTheDocument();
  });

  test('a share of its own limit is not', () => {
    show(
      [edge],
      'limit',
      cellsOf([
        [C.memoryEffectiveRatio, edge, 0.82],
        [C.memoryLimit, edge, 1e9],
      ])
    );
    expect(cellText('Memory of limit')).toBe('82 %');
    expect(screen.getByRole('meter', { name: 'Memory of limit of edge' })).toHaveAttribute('aria-valuenow', '82');
  });

  test('what is gone has no numbers, whatever its last series says', () => {
    const gone = row('edge', 'web-1', { started: undefined, gone: 300 });
    show(
      [gone],
      'memory',
      cellsOf([
        [C.memoryWorkingSet, gone, 5e8],
        [C.health, gone, 1],
      ])
    );
    expect(cellText('State')).toBe('Gone for 5 min');
    expect(cellText('Memory')).toBe('–');
    expect(cellText('Started')).toBe('–');
  });

  test.each([
    [undefined, 'Running'],
    [-1, 'Running'],
    [1, 'Healthy'],
    [0, 'Unhealthy'],
  ])('health %p is %s', (health, state) => {
    show([edge], 'cpu', cellsOf(health === undefined ? [] : [[C.health, edge, health]]));
    expect(cellText('State')).toBe(state);
  });

  test('before the numbers are there it says so', () => {
    show([edge], 'memory', undefined);
    expect(cellText('Memory')).toBe('…');
    expect(cellText('Started')).toBe('2 h ago');
  });

  test('the same name on two hosts is two rows, each leading to its own', () => {
    const other = row('edge', 'web-2');
    show(
      [edge, other],
      'memory',
      cellsOf([
        [C.memoryWorkingSet, edge, 1024],
        [C.memoryWorkingSet, other, 2048],
      ])
    );
    expect([cellText('Memory', 0), cellText('Memory', 1)]).toEqual(['1.0 KiB', '2.0 KiB']);
    const hosts = screen
      .getAllByRole('link', { name: 'edge' })
      .map((link) => new URL(link.getAttribute('href') ?? '', 'http://g').searchParams.get('host'));
    expect(hosts).toEqual(['web-1', 'web-2']);
  });

  test('says its order to everybody, and takes another', async () => {
    const user = userEvent.setup();
    const onSort = show([edge], 'cpu,memory', cellsOf([]));
    expect(screen.getByRole('columnheader', { name: /CPU, cores/ })).toHaveAttribute('aria-sort', 'descending');
    const memory = screen.getByRole('columnheader', { name: /^Memory/ });
    expect(memory).toHaveAttribute('aria-sort', 'none');
    await user.click(within(memory).getByRole('button'));
    expect(onSort).toHaveBeenCalledWith('memory');
  });
});

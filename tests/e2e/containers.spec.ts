import type { Page } from '@playwright/test';
import { COLUMNS } from '../../src/pages/containers/columns';
import { containersUrl, readTable, tableIsThere, type TableRow } from './support/pages';
import { quantityOf } from './support/quantity';
import { expect, test } from './support/test';
import { TRUTH } from './support/testFleet';

const names = (rows: readonly TableRow[]) => rows.map((row) => row['Container']);
const truthOf = (row: TableRow) =>
  TRUTH.containers.find(({ host, name }) => host === row['Host'] && name === row['Container']);

function fail(message: string): never {
  throw new Error(message);
}

/** All rows of the table, whatever their page. */
async function readAllRows(page: Page): Promise<TableRow[]> {
  const rows = await readTable(page);
  const next = page.getByRole('button', { name: 'next page' });
  while ((await next.isVisible()) && (await next.isEnabled())) {
    const before = page.url();
    await next.click();
    await expect(page).not.toHaveURL(before);
    rows.push(...(await readTable(page)));
  }
  return rows;
}

/** Chooses in one of the lists above the table. */
async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.keyboard.press('Escape');
}

test('lists every container that runs, once, under its host', async ({ page }) => {
  await page.goto(containersUrl());
  const rows = await readAllRows(page);
  const away = TRUTH.hosts.filter(({ outages }) => outages.some(({ to }) => to === null)).map(({ id }) => id);
  const known = TRUTH.containers
    .filter(({ host }) => !away.includes(host))
    .map(({ host, name }) => `${name} on ${host}`);
  expect(rows.map((row) => `${row['Container']} on ${row['Host']}`).sort()).toEqual(known.sort());
  const twins = rows.filter((row) => row['Container'] === 'shop-api');
  expect(twins.map((row) => row['Host']).sort()).toEqual(['app-1', 'web-1']);
  expect(new Set(twins.map((row) => row['Memory'])).size, 'each with numbers of its own').toBe(2);
});

test('says of each container whether it has limits', async ({ page }) => {
  await page.goto(containersUrl());
  for (const row of await readAllRows(page)) {
    const container = truthOf(row);
    if (!container?.atEnd.up) {
      continue;
    }
    const name = `${container.name} on ${container.host}`;
    expect(row['Memory of limit']?.startsWith('no limit'), name).toBe(container.memoryLimit === null);
    expect(row['CPU of quota'] === 'no quota', name).toBe(container.cpuQuota === null);
    expect(row['Throttled'] === 'no quota', name).toBe(container.cpuQuota === null);
  }
});

test('shows what the fleet really used', async ({ page }) => {
  await page.goto(containersUrl({ host: 'app-2' }));
  const rows = await readTable(page);
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const { atEnd, name } = truthOf(row) ?? fail(`${row['Container']} is none of the fleet’s`);
    const memory = quantityOf(row['Memory'] ?? '') ?? NaN;
    expect(memory / (atEnd.workingSetBytes ?? NaN), `memory of ${name}`).toBeCloseTo(
      1,
      row['Memory']?.endsWith('GiB') ? 0 : 1
    );
    expect(quantityOf(row['CPU, cores'] ?? ''), `CPU of ${name}`).toBeCloseTo(atEnd.cpuCores, 1);
  }
});

test('says where a column is not exported', async ({ page }) => {
  await page.goto(containersUrl({ columns: 'read,write', sort: 'name', dir: 'asc' }));
  const rows = await readAllRows(page);
  for (const row of rows) {
    const host = TRUTH.hosts.find(({ id }) => id === row['Host']);
    if (truthOf(row)?.atEnd.up) {
      const name = `${row['Container']} on ${row['Host']}`;
      expect(row['Disk read'] === 'not exported', name).toBe(host?.containerDisk === false);
      expect(row['Disk write'] === 'not exported', name).toBe(host?.containerDisk === false);
    }
  }
  expect(rows.some((row) => row['Disk read'] === 'not exported')).toBe(true);
});

test('lists what is gone, and only that if asked', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await page
    .getByRole('radio', { name: /gone within 1h/ })
    .or(page.getByRole('button', { name: /gone within 1h/ }))
    .click();
  await expect(page.getByTestId('quayside-fleet').locator('tbody tr')).toHaveCount(1);
  const [row] = await readTable(page);
  expect(row).toMatchObject({ Container: 'invoice', Host: 'app-1', State: 'Gone for 10 min' });
  expect(new URL(page.url()).searchParams.get('state')).toBe('gone');
  await page.reload();
  await expect(page.getByTestId('quayside-fleet').locator('tbody tr')).toHaveCount(1);
});

test.describe('sorting', () => {
  type Kind = 'text' | 'number' | 'age';

  const heads: Array<[name: string, kind: Kind]> = [
    ['Container', 'text'],
    ['Host', 'text'],
    ...COLUMNS.map(({ title, counted }): [string, 'number'] => [counted ? `${title}, 1h` : title, 'number']),
    ['Started', 'age'],
    ['Image', 'text'],
  ];

  function inOrder(rows: readonly TableRow[], head: string, kind: Kind, direction: string): boolean {
    const cells = rows.map((row) => row[head] ?? '');
    const sign = direction === 'ascending' ? 1 : -1;
    if (kind === 'text') {
      return cells.every((cell, at) => at === 0 || sign * cell.localeCompare(cells[at - 1] ?? '') >= 0);
    }
    const values = cells.map(quantityOf);
    const known = values.filter((value) => value !== undefined);
    // What has no value is neither most nor least: it comes last either way.
    const lastKnown = values.findLastIndex((value) => value !== undefined);
    // Who started later is younger.
    const rising = kind === 'age' ? -sign : sign;
    return (
      lastKnown === known.length - 1 &&
      known.every((value, at) => at === 0 || rising * (value - (known[at - 1] ?? NaN)) >= 0)
    );
  }

  // In halves, which run beside each other.
  const middle = Math.ceil(heads.length / 2);
  for (const half of [heads.slice(0, middle), heads.slice(middle)]) {
    test(`orders rows both ways, by any column from ${half[0]?.[0]} to ${half.at(-1)?.[0]}`, async ({ page }) => {
      await page.goto(containersUrl({ columns: COLUMNS.map(({ id }) => id).join(','), sort: 'none' }));
      await tableIsThere(page);
      for (const [name, kind] of half) {
        await ordersBy(page, name, kind);
      }
    });
  }

  async function ordersBy(page: Page, name: string, kind: Kind): Promise<void> {
    const head = page.getByRole('columnheader', { name, exact: true });
    for (const direction of ['descending', 'ascending']) {
      await head.getByRole('button').click();
      await expect(head).toHaveAttribute('aria-sort', direction);
      await expect(async () => {
        const rows = await readTable(page);
        expect(inOrder(rows, name, kind, direction), rows.map((row) => row[name]).join(' | ')).toBe(true);
      }, `${name}, ${direction}`).toPass({ timeout: 10_000 });
    }
  }
});

test('finds containers by a part of their name', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await page.getByRole('textbox', { name: 'Search' }).fill('shop');
  await expect(page).toHaveURL(/[?&]q=shop(&|$)/);
  await expect.poll(async () => names(await readTable(page)).every((name) => name?.includes('shop'))).toBe(true);
  await page.getByRole('textbox', { name: 'Search' }).fill('no such container');
  await expect(page.getByText('No container matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await tableIsThere(page);
  expect(new URL(page.url()).searchParams.has('q')).toBe(false);
});

test('restricts the table by host and by project', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await choose(page, 'Host', 'web-1');
  await expect.poll(async () => new Set((await readTable(page)).map((row) => row['Host']))).toEqual(new Set(['web-1']));
  await choose(page, 'Project', 'ops');
  await expect.poll(async () => names(await readTable(page)).sort()).toEqual(['alloy', 'cadvisor']);
  const params = new URL(page.url()).searchParams;
  expect([params.get('host'), params.get('project')]).toEqual(['web-1', 'ops']);
});

test('puts containers together, and opens a group', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await page.getByRole('radio', { name: 'By service' }).check({ force: true });
  const group = page.getByTestId('quayside-groups').getByRole('row').filter({ hasText: 'shop / api' });
  await expect(group.getByRole('cell').first()).toHaveText('2');
  await group.getByRole('button', { name: 'shop / api' }).click();
  await expect.poll(async () => names(await readTable(page))).toEqual(['shop-api', 'shop-api']);
  await page.goBack();
  await expect(page.getByTestId('quayside-groups')).toBeVisible();
});

test('puts containers together by host under the names that people use', async ({ page }) => {
  await page.goto(containersUrl({ group: 'host' }));
  const groups = page.getByTestId('quayside-groups').getByRole('rowheader');
  await expect(groups.filter({ hasText: 'web-1' })).toHaveCount(1);
  await expect(page.getByText('10.0.0.5')).toHaveCount(0);
  await groups.getByRole('button', { name: 'web-1' }).click();
  await expect.poll(async () => new Set((await readTable(page)).map((row) => row['Host']))).toEqual(new Set(['web-1']));
});

test('shows the columns that are chosen', async ({ page }) => {
  await page.goto(containersUrl({ columns: 'cpu' }));
  await tableIsThere(page);
  await expect(page.getByRole('columnheader', { name: 'Memory', exact: true })).toHaveCount(0);
  await choose(page, 'Columns', 'Anonymous');
  await expect(page.getByRole('columnheader', { name: 'Anonymous' })).toBeVisible();
  expect(new URL(page.url()).searchParams.get('columns')).toBe('cpu,rss');
});

test('cuts long tables into pages', async ({ page }) => {
  await page.goto(containersUrl());
  const first = await readTable(page);
  expect(first).toHaveLength(25);
  await page.getByRole('button', { name: '2', exact: true }).click();
  await expect(page.getByText('rows 26 to 30 of 30')).toBeVisible();
  const second = await readTable(page);
  const keys = (rows: readonly TableRow[]) => rows.map((row) => `${row['Host']} ${row['Container']}`);
  expect(new Set([...keys(first), ...keys(second)]).size).toBe(30);
});

test('keeps its state in its address', async ({ page }) => {
  await page.goto(containersUrl());
  const all = names(await readTable(page));
  await choose(page, 'Host', 'app-2');
  await expect.poll(async () => names(await readTable(page)).length).toBe(10);
  await page.getByRole('columnheader', { name: 'Memory', exact: true }).getByRole('button').click();
  await expect(page.getByRole('columnheader', { name: 'Memory', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending'
  );
  await expect(page).toHaveURL(/sort=memory/);
  const chosen = await readTable(page);

  await page.reload();
  expect(await readTable(page)).toEqual(chosen);

  await page.goBack();
  await expect(page.getByRole('columnheader', { name: 'CPU, cores' })).toHaveAttribute('aria-sort', 'descending');
  await page.goBack();
  await expect.poll(async () => names(await readTable(page))).toEqual(all);
});

test('takes its time range along to a container, and back', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  const { searchParams } = new URL(page.url());
  await page.getByTestId('quayside-fleet').getByRole('link', { name: 'search', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'search', level: 1 })).toBeVisible();
  const there = new URL(page.url()).searchParams;
  expect([there.get('from'), there.get('to')]).toEqual([searchParams.get('from'), searchParams.get('to')]);
  await page
    .getByRole('navigation', { name: 'Breadcrumbs' })
    .getByRole('link', { name: 'Containers', exact: true })
    .click();
  await tableIsThere(page);
  const back = new URL(page.url()).searchParams;
  expect([back.get('from'), back.get('to')]).toEqual([searchParams.get('from'), searchParams.get('to')]);
});

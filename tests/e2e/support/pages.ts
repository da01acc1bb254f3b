import { expect, type Locator, type Page } from '@playwright/test';
import { lastHours } from './testFleet';

const ROOT = '/a/quayside-monitoring-app';

export const SETUP_URL = '/plugins/quayside-monitoring-app?page=setup';

type Params = Record<string, string>;

function address(path: string, params: Params): string {
  return `${ROOT}/${path}?${new URLSearchParams({ ...lastHours(), ...params })}`;
}

/** Addresses of the pages over the last hour of the fleet's history. */
export const overviewUrl = (params: Params = {}) => address('overview', params);
export const containersUrl = (params: Params = {}) => address('containers', params);
export const containerUrl = (host: string, container: string, params: Params = {}) =>
  address('containers/one', { host, container, ...params });

/** What the page says is missing or wrong, and what to do. */
export const problems = (page: Page): Locator => page.getByTestId('quayside-problem');

/** Findings are listed, or said to be none, and each has its evidence. */
export async function overviewIsThere(page: Page): Promise<void> {
  await expect(page.getByText(/of \d+ checks?/)).toBeVisible();
  const findings = page.getByRole('region', { name: 'Finding', exact: true });
  const evidence = page.getByRole('img', { name: /: the last / });
  await expect(async () => {
    expect(await evidence.count()).toBeGreaterThanOrEqual(await findings.count());
  }).toPass();
}

/** Rows are there, and each cell says what it has to say. */
export async function tableIsThere(page: Page): Promise<void> {
  const table = page.getByTestId('quayside-fleet');
  await expect(table).toBeVisible();
  await expect(table.getByRole('cell', { name: '…', exact: true })).toHaveCount(0);
}

/** Everything that one container's page asks for has been answered; panels below the fold are asked for later. */
export async function containerIsThere(page: Page): Promise<void> {
  await expect(page.getByTestId('quayside-lifecycle')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Log', exact: true }).getByRole('status')).toHaveText(/\d+ lines/);
  await expect(page.locator('canvas').first()).toBeVisible();
}

/** One row of the table of containers: the text of each cell by the head of its column. */
export type TableRow = Record<string, string>;

/** The table as a person reads it. */
export async function readTable(page: Page): Promise<TableRow[]> {
  await tableIsThere(page);
  return page.getByTestId('quayside-fleet').evaluate((table) => {
    // A name may have its project below it; the first line is the name.
    const text = (cell: Element) => ((cell as HTMLElement).innerText.split('\n')[0] ?? '').trim();
    const heads = [...table.querySelectorAll('thead th')].map(text);
    return [...table.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries([...row.children].map((cell, index) => [heads[index] ?? '', text(cell)]))
    );
  });
}

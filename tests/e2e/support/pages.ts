import { expect, type Locator, type Page } from '@playwright/test';
import { lastHours } from './testFleet';

const ROOT = '/a/quayside-monitoring-app';

export const SETUP_URL = '/plugins/quayside-monitoring-app?page=setup';
/** The same page among the plugin's own. */
export const SETUP_PAGE_URL = `${ROOT}/setup`;

type Params = Record<string, string>;

function address(path: string, params: Params): string {
  return `${ROOT}/${path}?${new URLSearchParams({ ...lastHours(), ...params })}`;
}

/** Addresses of the pages over the last hour of the fleet's history. */
export const overviewUrl = (params: Params = {}) => address('overview', params);
export const containersUrl = (params: Params = {}) => address('containers', params);
export const containerUrl = (host: string, container: string, params: Params = {}) =>
  address('containers/one', { host, container, ...params });
export const nginxUrl = (params: Params = {}) => address('nginx', params);
export const logsPageUrl = (params: Params = {}) => address('logs', params);

export const derivedUrl = (params: Params = {}) => address('derived-metrics', params);

/** The Alerts page, or one below it: `check`, `install`. */
export const alertsUrl = (path: string, params: Params = {}) =>
  address(['alerts', path].filter((part) => part !== '').join('/'), params);
export const alertLinkUrl = (params: Params) => address('alert', params);

/** The range of an address in Unix milliseconds, however it is written. */
export function timesOf(params: Params): number[] {
  const read = (text = '') => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
  return [read(params['from']), read(params['to'])];
}

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
  await expect(table.getByLabel(/: too few points to draw$/)).toHaveCount(0);
}

/** The log beside the panels, of which one is about log lines too. */
export const logOf = (page: Page): Locator =>
  page.locator('section').filter({ has: page.getByRole('textbox', { name: 'Only lines that contain' }) });

/** Everything that one container's page asks for has been answered; panels below the fold are asked for later. */
export async function containerIsThere(page: Page): Promise<void> {
  await expect(page.getByTestId('quayside-lifecycle')).toBeVisible();
  await expect(logOf(page).getByRole('status')).toHaveText(/\d+ lines/);
  await expect(page.locator('canvas').first()).toBeVisible();
}

/** The numbers of the NGINX page are there, and its first chart is drawn; what is below the fold is asked for later. */
export async function nginxIsThere(page: Page): Promise<void> {
  const totals = page.locator('dl').filter({ has: page.getByRole('term').getByText('Requests', { exact: true }) });
  await expect(totals).toBeVisible();
  await expect(totals.getByText('–', { exact: true })).toHaveCount(0);
  await expect(page.locator('canvas').first()).toBeVisible();
}

/** The lines of the Logs page are there, and counted. */
export async function logsAreThere(page: Page): Promise<void> {
  await expect(page.getByRole('group', { name: 'Levels' })).not.toContainText('…');
  await expect(page.getByRole('region', { name: 'Log lines' }).getByRole('status')).toHaveText(
    /\d+( of [\d,]+)? lines/
  );
  await expect(page.locator('canvas').first()).toBeVisible();
}

/** One row of the table of containers: the text of each cell by the head of its column. */
export type TableRow = Record<string, string>;

/** The table as a person reads it. */
export async function readTable(page: Page): Promise<TableRow[]> {
  await tableIsThere(page);
  return page.getByTestId('quayside-fleet').evaluate((table) => {
    const text = (cell: Element) => (cell as HTMLElement).innerText.replace(/\s+/g, ' ').trim();
    const heads = [...table.querySelectorAll('thead th')].map(text);
    return [...table.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries(
        [...row.children].map((cell, index) => {
          // A name may have its project below it.
          const link = cell.querySelector('a');
          return [heads[index] ?? '', text(link ?? cell)];
        })
      )
    );
  });
}

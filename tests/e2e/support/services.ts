import { expect, type Locator, type Page } from '@playwright/test';
import { lastHours } from './testFleet';

/** The address of the Services page over the last hour of the fleet's history. */
export const servicesUrl = (params: Record<string, string> = {}) =>
  `/a/quayside-monitoring-app/services?${new URLSearchParams({ ...lastHours(), ...params })}`;

/** Applications are listed, with what is known of their requests. */
export async function applicationsAreThere(page: Page): Promise<void> {
  const table = page.getByTestId('quayside-applications');
  await expect(table.getByRole('row')).not.toHaveCount(1);
  await expect(table.getByRole('cell', { name: '…', exact: true })).toHaveCount(0);
}

/** An application's requests are drawn, its lines are read, and its metrics are listed. */
export async function applicationIsThere(page: Page): Promise<void> {
  const requests = page.getByRole('region', { name: /^Requests by/ }).first();
  await expect(requests.locator('canvas').first()).toBeVisible();
  await expect(requests.getByTestId('quayside-totals')).not.toContainText('–');
  const metrics = page.getByRole('region', { name: 'Metrics of the application' });
  // Its panels have a status each.
  await expect(metrics.getByRole('status').first()).toHaveText(/\d+ metrics/);
}

/** The card of one metric. */
export const card = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true });

/** The card of one metric, searched for and scrolled to: what nobody has seen is not drawn. */
export async function see(page: Page, name: string): Promise<Locator> {
  const metrics = page.getByRole('region', { name: 'Metrics of the application' });
  await metrics.getByRole('textbox', { name: 'Only metrics that contain' }).fill(name);
  await expect(metrics.getByRole('status').first()).toHaveText(/^1 of \d+ metrics$/);
  await expect(async () => {
    await metrics.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await expect(card(page, name)).toBeVisible({ timeout: 500 });
  }).toPass();
  return card(page, name);
}

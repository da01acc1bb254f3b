import type { Page } from '@playwright/test';
import { nginxIsThere, nginxUrl } from './support/pages';
import { SOON, total } from './support/nginxPage';
import { expect, test } from './support/test';

// Behind the page of NGINX stand dozens of queries: on a busy machine they take their time.
test.describe.configure({ timeout: 150_000 });

const menuOf = (page: Page, title: string) =>
  page.getByRole('button', { name: `Menu for panel ${title}`, exact: true }).first();

async function openMenu(page: Page, title: string): Promise<void> {
  const panel = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .first();
  await panel.hover();
  await menuOf(page, title).click();
}

test('a chart of NGINX has the menu of panels, with its filters in every query', async ({ page }) => {
  await page.goto(nginxUrl({ filters: 'status:is:502' }));
  await nginxIsThere(page);
  await expect(total(page, 'Requests')).toBeVisible(SOON);
  await openMenu(page, 'Requests a second');
  await page.getByRole('menuitem', { name: 'Copy query', exact: true }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('502');
  await openMenu(page, 'Requests a second');
  await expect(page.getByRole('menuitem', { name: 'Explore', exact: true })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Alert on this', exact: true }).click();
  await expect(page).toHaveURL(/check=query/);
  await expect(page.getByRole('heading', { name: 'Requests a second', level: 1 })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: /^Threshold/ })).toBeVisible(SOON);
});

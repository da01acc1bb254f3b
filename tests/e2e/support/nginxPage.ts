import type { Locator, Page } from '@playwright/test';
import type { AccessRequest } from '../../../fleet/accessRequests';
import { fleetRequests } from './requests';
import { expect } from './test';

/** Behind a click stand dozens of queries: on a busy machine they take their time. */
export const SOON = { timeout: 45_000 };

/** The fleet's requests of the hour that the page shows. */
export const REQUESTS = fleetRequests();
/** How many of them are so. */
export const count = (test: (request: AccessRequest) => boolean) => REQUESTS.filter(test).length;
/** A number as the page writes it. */
export const text = (number: number) => number.toLocaleString('en');

/** One of the numbers at the top of the page. */
export const total = (page: Page, title: string): Locator =>
  page.locator('dl > div').filter({ has: page.getByRole('term').getByText(title, { exact: true }) });

/** A card of lists. */
export const card = (page: Page, id: string): Locator => page.getByTestId(`quayside-list-${id}`);

/** Scrolls to a card and waits for its rows: only what is looked at is asked for. */
export async function rowsOf(page: Page, id: string): Promise<string[]> {
  const found = card(page, id);
  await bring(page, id);
  return found.locator('ol > li').allInnerTexts();
}

/** Scrolls to a card, and waits until its rows answer the last question. */
export async function bring(page: Page, id: string): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, 600);
    await expect(card(page, id).locator('ol > li').first()).toBeVisible({ timeout: 500 });
  }).toPass(SOON);
  // Rows may still answer the last question.
  await expect(card(page, id).locator('[aria-busy="true"]')).toHaveCount(0, SOON);
  await card(page, id).scrollIntoViewIfNeeded();
}

export const lines = (page: Page): Locator => page.getByRole('region', { name: 'Log lines' });

/** Scrolls to the lines. */
export async function bringLines(page: Page): Promise<void> {
  await expect(async () => {
    await page.mouse.wheel(0, 2000);
    await expect(lines(page).getByRole('status')).toHaveText(/lines?/, { timeout: 500 });
  }).toPass(SOON);
}

/** The counts at the end of rows. */
export const shownCounts = (rows: readonly string[]) =>
  rows.map((row) => Number(/([\d,]+)\s*$/.exec(row)?.[1]?.replaceAll(',', '')));

/** The counts of the values that most requests have. */
export function largest(key: (request: AccessRequest) => string, of: readonly AccessRequest[], most: number): number[] {
  const counts = new Map<string, number>();
  of.forEach((request) => counts.set(key(request), (counts.get(key(request)) ?? 0) + 1));
  return [...counts.values()].sort((a, b) => b - a).slice(0, most);
}

export const pathOf = ({ uri }: AccessRequest) => uri.split('?')[0] ?? '';

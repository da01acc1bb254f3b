import type { Page } from '@playwright/test';
import {
  containersUrl,
  containerUrl,
  containerIsThere,
  overviewIsThere,
  overviewUrl,
  tableIsThere,
} from './support/pages';
import { expect, test } from './support/test';

/** More than any page, with Grafana’s own menu, has before its last link of interest. */
const MOST_TABS = 160;

/** What the keyboard is at: its role, and what it says. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return `${element?.tagName.toLowerCase()} ${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`.trim();
  });

/** Presses Tab until the keyboard is at something, and fails if it never gets there. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < MOST_TABS; presses++) {
    await page.keyboard.press('Tab');
    seen.push(await focused(page));
    if (seen.at(-1) === wanted) {
      return;
    }
  }
  expect(seen, `Tab never gets to it`).toContain(wanted);
}

const outline = (page: Page) =>
  page.evaluate(() => {
    const style = document.activeElement ? getComputedStyle(document.activeElement) : undefined;
    return style ? `${style.outlineStyle} ${style.boxShadow}` : '';
  });

test('sorts the table and opens a container', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await page.getByRole('textbox', { name: 'Search' }).focus();
  await tabTo(page, 'button Memory');
  expect(await outline(page), 'the focus is seen').not.toBe('none none');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Memory', exact: true })).toHaveAttribute(
    'aria-sort',
    'descending'
  );
  await tableIsThere(page);
  const largest = await page.getByTestId('quayside-fleet').getByRole('link').first().innerText();
  await tabTo(page, `a ${largest}`);
  expect(await outline(page), 'the focus is seen').not.toBe('none none');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: largest, level: 1 })).toBeVisible();
});

test('opens a group', async ({ page }) => {
  await page.goto(containersUrl({ group: 'project' }));
  await page.getByTestId('quayside-groups').waitFor();
  await page.getByRole('radio', { name: 'By project' }).focus();
  await tabTo(page, 'button media');
  await page.keyboard.press('Enter');
  await tableIsThere(page);
});

test('reaches every finding, its explanation and its query', async ({ page }) => {
  await page.goto(overviewUrl());
  await overviewIsThere(page);
  const about = 'One container takes the host’s CPU';
  await tabTo(page, 'a transcoder');
  await tabTo(page, `button What “${about}” means, and what to do first`);
  await expect(page.getByText('Give it a quota, or move it.')).toBeVisible();
  await tabTo(page, `a Open “${about}” in Explore`);
  await tabTo(page, `button Copy the query of “${about}”`);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('transcoder');
});

test('reads and searches the log of a container', async ({ page }) => {
  await page.goto(containerUrl('web-1', 'session-cache'));
  await containerIsThere(page);
  await tabTo(page, 'input Only lines that contain');
  await page.keyboard.type('memory');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/line=memory/);
});

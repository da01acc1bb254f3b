import type { Page } from '@playwright/test';
import { expect, test } from './support/test';
import { THEMES, VIEWS } from './support/views';

const WIDTHS = [400, 800, 1600];

/** How far the page is wider than its window: what scrolls by itself, such as a table, does not count. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Icons come by themselves, after the page: a button that has no text has its icon. */
const iconsAreThere = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll('main button')].every(
      (button) => button.textContent?.trim() !== '' || button.querySelector('svg, img') !== null
    )
  );

for (const [name, { url, isThere }] of Object.entries(VIEWS)) {
  for (const theme of THEMES) {
    test(`${name}, ${theme}, is no wider than its window`, async ({ page }, info) => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${url}&theme=${theme}`);
        await isThere(page);
        await iconsAreThere(page);
        const path = info.outputPath(`${name}-${theme}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
        info.attachments.push({ name: `${name}-${theme}-${width}`, path, contentType: 'image/png' });
        await expect.poll(() => overflow(page), { message: `${width} pixels wide` }).toBeLessThanOrEqual(0);
      }
    });
  }
}

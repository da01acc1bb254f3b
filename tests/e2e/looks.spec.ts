import type { Page } from '@playwright/test';
import { overviewUrl, problems } from './support/pages';
import { expect, test } from './support/test';
import { THEMES, VIEWS } from './support/views';
import { violationsOf } from './support/violations';

/** The narrowest first: what has room there is not loaded anew for a wider window. */
const WIDTHS = [400, 800, 1600];
const WIDEST = Math.max(...WIDTHS);

/** Set to any text, each view is kept as a picture, in both themes and all widths, for people to look at. */
const wantsPictures = Boolean(process.env['QUAYSIDE_PICTURES']);

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

for (const theme of THEMES) {
  // A theme changes colours, not how wide a thing is.
  const widths = theme === 'dark' || wantsPictures ? WIDTHS : [WIDEST];

  for (const [name, { url, isThere }] of Object.entries(VIEWS)) {
    test(`${name}, ${theme}, is no wider than its window, and has no serious barrier`, async ({ page }, info) => {
      await page.setViewportSize({ width: widths[0] ?? WIDEST, height: 900 });
      await page.goto(`${url}&theme=${theme}`);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await isThere(page);
        await iconsAreThere(page);
        await expect.poll(() => overflow(page), { message: `${width} pixels wide` }).toBeLessThanOrEqual(0);
        if (wantsPictures) {
          const path = info.outputPath(`${name}-${theme}-${width}.png`);
          await page.screenshot({ path, fullPage: true });
          info.attachments.push({ name: `${name}-${theme}-${width}`, path, contentType: 'image/png' });
        }
      }
      expect(await violationsOf(page)).toEqual([]);
    });
  }

  test(`a problem, ${theme}, has no serious barrier`, async ({ page, fail }) => {
    await fail({ prometheus: 'empty', datasources: 'prometheus' });
    await page.goto(`${overviewUrl()}&theme=${theme}`);
    await expect(problems(page)).toHaveCount(2);
    expect(await violationsOf(page)).toEqual([]);
  });
}

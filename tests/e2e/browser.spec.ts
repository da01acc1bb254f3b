import { chromium } from '@playwright/test';
import { BROWSER_ARGS, findBrowser, packagedBrowser } from './support/findBrowser';
import { expect, test } from './support/test';

test('the browser that npm installs starts, and draws', async () => {
  const browser = await packagedBrowser();
  test.skip(browser === undefined, 'the package has no program for this machine');
  const variables = { ...process.env, ...browser?.env } as Record<string, string>;
  const running = await chromium.launch({
    executablePath: browser?.executablePath,
    args: BROWSER_ARGS,
    env: variables,
  });
  try {
    // Two contexts: a browser that can have one only serves no second test.
    for (const text of ['first', 'second']) {
      const context = await running.newContext();
      const page = await context.newPage();
      await page.setContent(`<h1 style="color: red">${text}</h1><canvas width="10" height="10"></canvas>`);
      await expect(page.getByRole('heading')).toHaveText(text);
      expect((await page.getByRole('heading').boundingBox())?.width, 'letters have a font').toBeGreaterThan(10);
      await context.close();
    }
  } finally {
    await running.close();
  }
});

test('a browser is looked for in turn', async () => {
  const node = process.execPath;
  expect(await findBrowser({ QUAYSIDE_CHROMIUM: node, PATH: '' })).toMatchObject({ executablePath: node });
  await expect(findBrowser({ QUAYSIDE_CHROMIUM: '/no/such/program' })).rejects.toThrow('/no/such/program');
  const elsewhere = await findBrowser({ PATH: '' });
  expect(elsewhere.how).toMatch(/@sparticuz\/chromium|Playwright/);
});

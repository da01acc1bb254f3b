import type { Page } from '@playwright/test';
import { derivedUrl, logsPageUrl, problems } from './support/pages';
import { expect, test } from './support/test';

/** A ruler says by 404 that it has no rules yet. */
const NOTHING_YET = /404 .*api\/ruler/;
test.use({ expectedErrors: [NOTHING_YET] });

const API = { container: 'web-1/shop-api' };
const TRIAL = 'Try first whether recorded samples reach Prometheus';
const preview = (page: Page) => page.getByTestId('quayside-preview');
const record = (page: Page) => page.getByRole('button', { name: 'Record it' });
const recordings = (page: Page) => page.getByTestId('quayside-recording');

const made = (make: object, more: Record<string, string> = {}) =>
  derivedUrl({ tab: 'builder', ...API, ...more, make: JSON.stringify(make) });

/** Removes what is recorded, so that the next test of the same workbench finds nothing. */
async function removeAll(page: Page): Promise<void> {
  await page.goto(derivedUrl());
  const row = recordings(page).first();
  await expect(row.or(page.getByText('Nothing is recorded yet')).first()).toBeVisible();
  for (let left = await recordings(page).count(); left > 0; left--) {
    await recordings(page).first().getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(recordings(page)).toHaveCount(left - 1);
  }
}

test('a set of the library is installed by one click, paused, resumed and removed', async ({ page, site }) => {
  test.skip(site.isGrafana, 'rules of a real ruler outlive the test');
  await page.goto(derivedUrl({ tab: 'library' }));
  const card = page.getByRole('article', { name: 'NGINX: requests, bytes and errors' });
  await page.getByText(TRIAL).click();
  await card.getByRole('button', { name: 'Install' }).click();
  await expect(page.getByText(/installed\. Its first samples/)).toBeVisible();
  await expect(card.getByText('These very rules are installed.')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Install' })).toBeDisabled();

  await page.getByRole('tab', { name: 'Recorded' }).click();
  await expect(recordings(page)).toHaveCount(1);
  await expect(recordings(page).first()).toContainText('quayside-nginx-traffic, every 60 s');
  await recordings(page).first().getByRole('button', { name: 'Pause' }).click();
  await expect(recordings(page).first()).toContainText('Its rules are kept in the settings');
  await recordings(page).first().getByRole('button', { name: 'Resume' }).click();
  await expect(recordings(page).first().getByRole('button', { name: 'Pause' })).toBeVisible();
  await removeAll(page);
  await expect(page.getByText('Nothing is recorded yet')).toBeVisible();
});

test('lines of the Logs page become a metric that is recorded, and can be edited', async ({ page, site }) => {
  test.skip(site.isGrafana, 'rules of a real ruler outlive the test');
  await page.goto(logsPageUrl({ ...API, words: '"slow query"' }));
  await page.getByRole('link', { name: 'Make a metric of these lines' }).click();
  await expect(page).toHaveURL(/words=.*slow/);
  await expect(preview(page).getByText('Lines', { exact: true })).toBeVisible();
  await expect(record(page)).toBeDisabled();
  for (const [label, text] of [
    ['Metric name', 'shop:orders:count1m'],
    ['Title', 'Orders'],
  ] as const) {
    await page.getByLabel(label).fill(text);
    await page.getByLabel(label).press('Enter');
  }
  await page.getByText(TRIAL).click();
  await record(page).click();
  await expect(page.getByText('Orders is recorded as shop:orders:count1m')).toBeVisible();
  await page.getByRole('link', { name: 'What is recorded' }).click();
  await expect(recordings(page).first()).toContainText('Orders');
  await recordings(page).first().getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('Metric name')).toHaveValue('shop:orders:count1m');
  await expect(page).toHaveURL(/words=.*slow/);
  await removeAll(page);
});

test.describe('before it is saved it is said', () => {
  test('that nothing matches', async ({ page }) => {
    await page.goto(made({ name: 'a', title: 'A' }, { words: 'nosuchwordanywhere' }));
    await expect(preview(page).getByRole('alert')).toContainText('No line passes the filter');
    await expect(record(page)).toBeDisabled();
  });

  test('that a field is no number', async ({ page }) => {
    const field = { from: 'json', name: 'msg' };
    await page.goto(made({ name: 'a', title: 'A', measure: { kind: 'sum', field, written: 'number' } }));
    await expect(preview(page).getByRole('alert')).toContainText('No line has a value that is a number');
    await expect(record(page)).toBeDisabled();
  });

  test('that a name is none, and a label is taken', async ({ page }) => {
    await page.goto(made({ name: '5xx', title: 'A' }));
    await expect(page.getByText(/name: is no metric name/)).toBeVisible();
    await page.goto(made({ name: 'a', title: 'A', by: [{ field: { from: 'json', name: 'level' }, as: 'le' }] }));
    await expect(page.getByText(/A label cannot be called le/)).toBeVisible();
    await expect(record(page)).toBeDisabled();
  });

  test('that one may not', async ({ page, fail }) => {
    await fail({ role: 'Viewer' });
    await page.goto(derivedUrl({ tab: 'library' }));
    await expect(page.getByText('You may look, but not install')).toBeVisible();
    await expect(page.getByTestId('quayside-set').first().getByRole('button', { name: 'Install' })).toBeDisabled();
  });
});

test.describe('where Loki fails', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('each part says so', async ({ page, fail }) => {
    await fail({ loki: '500' });
    for (const tab of ['library', 'builder']) {
      await page.goto(derivedUrl({ tab, ...API }));
      await expect(problems(page).first()).toBeVisible();
    }
  });
});

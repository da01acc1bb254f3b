import type { Page } from '@playwright/test';
import { derivedUrl, logsPageUrl, problems } from './support/pages';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';

/** A ruler says by 404 that it has no rules yet. */
const NOTHING_YET = /404 .*api\/ruler/;
test.use({ expectedErrors: [NOTHING_YET] });

const API = { container: 'web-1/shop-api' };
const TRIAL = 'Try first whether recorded samples reach Prometheus';
const preview = (page: Page) => page.getByTestId('quayside-preview');
const record = (page: Page) => page.getByRole('button', { name: /^Record it/ });
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
  await expect(recordings(page).first()).toContainText('Its rules are kept, and not evaluated');
  await recordings(page).first().getByRole('button', { name: 'Resume' }).click();
  await expect(recordings(page).first().getByRole('button', { name: 'Pause' })).toBeVisible();
  await recordings(page).first().getByRole('button', { name: 'Pause' }).click();
  await expect(recordings(page).first().getByRole('button', { name: 'Resume' })).toBeVisible();

  // Installed again while it is paused it is one recording, and removed as a whole.
  await page.getByRole('tab', { name: 'Library' }).click();
  await page.getByText(TRIAL).click();
  await card.getByRole('button', { name: 'Install' }).click();
  await expect(page.getByText(/installed\. Its first samples/)).toBeVisible();
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

  // Under another name it takes the place of the old one.
  await page.getByLabel('Metric name').fill('shop:slow_orders:count1m');
  await page.getByLabel('Metric name').press('Enter');
  await expect(page.getByText('It takes the place of shop:orders:count1m')).toBeVisible();
  await page.getByText(TRIAL).click();
  await record(page).click();
  await expect(page.getByText('Orders is recorded as shop:slow_orders:count1m')).toBeVisible();
  await page.getByRole('link', { name: 'What is recorded' }).click();
  await expect(recordings(page)).toHaveCount(1);
  await expect(recordings(page).first()).toContainText('quayside-shop:slow_orders:count1m');
  await recordings(page).first().getByRole('button', { name: 'Draw' }).click();
  await expect(
    page.getByTestId('data-testid Panel header Orders').or(page.getByRole('region', { name: 'Orders', exact: true }))
  ).toBeVisible();
  await removeAll(page);
});

test('a metric is evaluated by Grafana where somebody chooses so', async ({ page, site }) => {
  test.skip(site.isGrafana, 'rules of a real Grafana outlive the test');
  await page.goto(made({ name: 'shop:lines:count1m', title: 'Lines' }));
  await page.getByRole('radio', { name: 'Grafana', exact: true }).click();
  await record(page).click();
  await expect(page.getByText('Lines is recorded as shop:lines:count1m')).toBeVisible();
  await page.getByRole('link', { name: 'What is recorded' }).click();
  await expect(recordings(page).first()).toContainText('Grafana evaluates it.');
  await recordings(page).first().getByRole('button', { name: 'Pause' }).click();
  await expect(recordings(page).first().getByRole('button', { name: 'Resume' })).toBeVisible();
  await removeAll(page);
});

test('lines are filtered by a click on a part of one', async ({ page }) => {
  await page.goto(made({}));
  await page.getByText('These lines: click on a part of one').click();
  const lines = page.getByRole('region', { name: 'Log lines' });
  await lines
    .getByRole('button', { name: /^Open the line of/ })
    .first()
    .click();
  await lines.getByRole('button', { name: 'Only lines with this level' }).first().click();
  await expect(page).toHaveURL(/fields=.*level/);
  await expect(page.getByRole('group', { name: 'Filters' })).toContainText('level is');
});

test('a field with too many values is recorded by its busiest, and then saved', async ({ page }) => {
  const by = [{ field: { from: 'json', name: 'msg' }, as: 'msg' }];
  await page.goto(made({ name: 'shop:messages:count1m', title: 'Messages', by }));
  await expect(preview(page).getByRole('alert')).toContainText(/msg has [\d,]+ different values/);
  await expect(record(page)).toBeDisabled();
  await preview(page).getByRole('button', { name: 'Record only the busiest by name' }).click();
  await expect(page.getByText(/msg: the \d+ busiest values/)).toBeVisible();
  await expect(preview(page).getByRole('alert')).toHaveCount(0);
  await expect(preview(page)).toContainText(/msg (?:1\d|2[01])\b/);
  await expect(record(page)).toBeEnabled();
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

  test('that a label is none, and nothing else of the draft is lost', async ({ page }) => {
    const measure = { kind: 'bytes' };
    await page.goto(made({ name: 'kept', measure, by: [{ field: { from: 'json', name: 'level' }, as: 'level' }] }));
    await page.getByLabel('Label', { exact: true }).fill('my-label');
    await page.getByLabel('Label', { exact: true }).press('Enter');
    await expect(page.getByText('Letters, digits and _ only, no digit first')).toBeVisible();
    await expect(page.getByLabel('Metric name')).toHaveValue('kept');
    // The same in an address that somebody wrote.
    await page.goto(made({ name: 'kept', measure, by: [{ field: { from: 'json', name: 'level' }, as: 'my-label' }] }));
    await expect(page.getByText(/Split by 1: is no label name/)).toBeVisible();
    await expect(page.getByLabel('Metric name')).toHaveValue('kept');
    await expect(record(page)).toBeDisabled();
  });

  test('that an expression is none: without it every line would be recorded', async ({ page }) => {
    await page.goto(made({ name: 'a', title: 'A' }, { regex: '(?=x)' }));
    await expect(page.getByText(/The expression of lines cannot be used/)).toBeVisible();
    await expect(record(page)).toBeDisabled();
  });

  test('that a name is taken', async ({ page }) => {
    await page.goto(made({ name: 'quayside:nginx_requests:count1m', title: 'A' }));
    await expect(
      page.getByText(/Names that begin with quayside: are those of the ready-made sets/).first()
    ).toBeVisible();
    await expect(record(page)).toBeDisabled();
  });

  test('that a field is none whose values are counted', async ({ page }) => {
    const measure = { kind: 'distinct', field: { from: 'json', name: 'nosuchfield' } };
    await page.goto(made({ name: 'a', title: 'A', measure }));
    await expect(preview(page).getByRole('alert')).toContainText('No line has the measured field');
    await expect(record(page)).toBeDisabled();
  });

  test('that one may install rules, but not keep the definition', async ({ page, fail }) => {
    await fail({ role: 'Editor' });
    await page.goto(made({ name: 'a', title: 'A' }));
    await expect(page.getByText(/Recording it needs the permission plugins:write/)).toBeVisible();
    await expect(record(page)).toBeDisabled();
  });

  test('that the settings are provisioned', async ({ page, configure, site }) => {
    test.skip(site.isGrafana, 'it would change the settings of a real Grafana');
    await configure({ ...SETTINGS, provisioned: true });
    await page.goto(derivedUrl());
    await expect(page.getByText('What is kept here is lost when Grafana starts anew')).toBeVisible();
    await expect(page.getByText('quayside.yaml')).toBeVisible();
  });

  test('that one may not', async ({ page, fail }) => {
    await fail({ role: 'Viewer' });
    await page.goto(derivedUrl({ tab: 'library' }));
    await expect(page.getByText('You may look, but not install')).toBeVisible();
    await expect(page.getByTestId('quayside-set').first().getByRole('button', { name: 'Install' })).toBeDisabled();
  });
});

test.describe('where rules cannot be written', () => {
  test.use({ expectedErrors: [/Failed to load resource.*(?:404|405)/] });
  const ruler = '**/api/ruler/quayside-loki/**';

  test('a ruler that only reads says so, and nothing is kept', async ({ page }) => {
    await page.route(ruler, (route) =>
      route.request().method() === 'GET'
        ? route.continue()
        : route.fulfill({ status: 405, json: { message: 'method not allowed' } })
    );
    await page.goto(made({ name: 'a', title: 'A' }));
    await page.getByText(TRIAL).click();
    await record(page).click();
    await expect(problems(page)).toContainText('takes no rules over HTTP');
    await page.goto(derivedUrl());
    await expect(page.getByText('Nothing is recorded yet')).toBeVisible();
  });

  test('a Loki without a ruler says so before anything is saved', async ({ page }) => {
    await page.route(ruler, (route) => route.fulfill({ status: 404, json: { message: '404 page not found' } }));
    await page.goto(made({ name: 'a', title: 'A' }));
    await expect(problems(page)).toContainText('takes no rules over HTTP');
    await expect(record(page)).toBeDisabled();
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

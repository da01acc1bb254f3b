import type { Page } from '@playwright/test';
import { overviewIsThere, overviewUrl, problems, SETUP_URL } from './support/pages';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { END_MS } from './support/testFleet';

const conventions = (page: Page) => page.getByRole('textbox', { name: 'Conventions' });
const save = (page: Page) => page.getByRole('button', { name: 'Save' });

test.beforeEach(async ({ page }) => {
  // Detection asks what is there now: then, the fleet's history ended.
  await page.clock.setFixedTime(END_MS);
  await page.goto(SETUP_URL);
  await expect(save(page)).toBeVisible();
});

test('shows what is set', async ({ page }) => {
  await expect(page.getByRole('combobox', { name: 'Prometheus' })).toHaveValue('Prometheus');
  await expect(page.getByRole('combobox', { name: 'Loki' })).toHaveValue('Loki');
  expect(JSON.parse(await conventions(page).inputValue())).toEqual(SETTINGS.conventions);
});

test('names the field of conventions that are wrong, and does not save them', async ({ page }) => {
  const wrong = { ...SETTINGS.conventions, containers: { ...SETTINGS.conventions.containers, host: 'no label!' } };
  await conventions(page).fill(JSON.stringify(wrong));
  await expect(page.getByText(/containers\.host: is no label name/)).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await conventions(page).fill('{"containers": ');
  await expect(page.getByRole('alert').filter({ hasText: /JSON/ })).toBeVisible();
  await expect(save(page)).toBeDisabled();
  await conventions(page).fill(JSON.stringify(SETTINGS.conventions));
  await expect(save(page)).toBeEnabled();
});

test('detects the conventions of the data', async ({ page }) => {
  await conventions(page).fill('');
  await page.getByRole('button', { name: 'Detect conventions' }).click();
  await expect(page.getByText(/These are the conventions that your data shows/)).toBeVisible();
  const found = JSON.parse(await conventions(page).inputValue()) as typeof SETTINGS.conventions;
  const { style, host, name, project, service } = SETTINGS.conventions.containers;
  expect(found.containers).toMatchObject({ style, host, name, project, service });
  expect(found.logs).toMatchObject({ shape: 'labels', host: 'host', container: 'container' });
  // One machine under three names: by its address, by its name with a port, and by its name.
  const web = found.aliases.find(({ containers }) => containers?.includes('10.0.0.5:8080'));
  expect(web?.hosts ?? web?.logs ?? [web?.host]).toContainEqual(expect.stringContaining('web-1'));
});

test('saves what is chosen', async ({ page, configure }) => {
  await configure(SETTINGS);
  await page.getByRole('combobox', { name: 'Loki' }).click();
  await page.getByRole('option', { name: 'Loki', exact: true }).click();
  const changed = { ...SETTINGS.conventions, hostNames: 'as-is' };
  await conventions(page).fill(JSON.stringify(changed));
  await save(page).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.reload();
  await expect(conventions(page)).toHaveValue(/as-is/);
  expect(JSON.parse(await conventions(page).inputValue())).toEqual(changed);
  await page.goto(overviewUrl());
  await overviewIsThere(page);
});

test('goes without conventions: they are detected when pages are opened', async ({ page, configure }) => {
  await configure(SETTINGS);
  for (const source of ['Prometheus', 'Loki']) {
    const combobox = page.getByRole('combobox', { name: source });
    await page
      .getByTestId('input-wrapper')
      .filter({ has: combobox })
      .getByRole('button', { name: 'Clear value' })
      .click();
    await expect(page.getByRole('combobox', { name: source })).toHaveValue('');
  }
  await conventions(page).fill('');
  await save(page).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.reload();
  await expect(conventions(page)).toHaveValue('');
  await expect(page.getByRole('combobox', { name: 'Loki' })).toHaveValue('');
  await page.goto(overviewUrl());
  await overviewIsThere(page);
  await expect(page.getByTestId('quayside-hosts')).toContainText('web-1');
  await expect(page.getByText('orders on app-1')).toBeVisible();
});

test('says which stored setting cannot be used, on every page', async ({ page, configure }) => {
  await configure({ ...SETTINGS, conventions: { ...SETTINGS.conventions, hostNames: 'upper-case' } });
  await page.goto(overviewUrl());
  await expect(problems(page)).toContainText('conventions.hostNames');
  await expect(problems(page)).toContainText('What to do');
  await page.goto(SETUP_URL);
  await expect(problems(page)).toContainText('conventions.hostNames');
});

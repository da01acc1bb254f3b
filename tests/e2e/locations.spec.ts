import type { Page } from '@playwright/test';
import {
  containersUrl,
  logsPageUrl,
  overviewIsThere,
  overviewUrl,
  problems,
  readTable,
  SETUP_URL,
  tableIsThere,
} from './support/pages';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { END_MS, lastHours } from './support/testFleet';

test.use({ expectedErrors: [/Failed to load resource/] });

/** Another place with the same Prometheus and no Loki, whose hosts are called by cAdvisor's names; and one with a Loki only. */
const LOCATIONS = [
  {
    name: 'Oslo',
    prometheusUid: SETTINGS.prometheusUid,
    conventions: { ...SETTINGS.conventions, aliases: [] },
  },
  { name: 'Bergen', lokiUid: SETTINGS.lokiUid, conventions: SETTINGS.conventions },
];

const chooser = (page: Page) => page.getByRole('combobox', { name: 'Location', exact: true });

test.beforeEach(async ({ page, configure }) => {
  await page.clock.setFixedTime(END_MS);
  await configure({ ...SETTINGS, locations: LOCATIONS });
});

test('one of several is chosen in the frame of a page, and links keep it', async ({ page }) => {
  await page.goto(containersUrl());
  await tableIsThere(page);
  await chooser(page).click();
  await page.getByRole('option', { name: 'Oslo' }).click();
  await expect(page).toHaveURL(/location=Oslo/);
  await tableIsThere(page);
  const link = page.getByTestId('quayside-fleet').getByRole('link').first();
  await expect(link).toHaveAttribute('href', /location=Oslo/);
  // It names no Loki, so it has none: another place’s lines would stand under its hosts.
  await page.goto(logsPageUrl({ location: 'Oslo' }));
  await expect(problems(page)).toContainText('The location Oslo has no Loki');
});

test('all of them stand in one table, each row with its location', async ({ page }) => {
  await page.goto(containersUrl());
  await chooser(page).click();
  await page.getByRole('option', { name: 'All locations' }).click();
  await expect(page.getByText('Bergen: The location Bergen has no Prometheus')).toBeVisible();
  const rows = await readTable(page);
  expect(new Set(rows.map((row) => row['Location']))).toEqual(new Set(['Main location', 'Oslo']));
  const oslo = page.getByTestId('quayside-fleet').getByRole('row').filter({ hasText: 'Oslo' }).first();
  await expect(oslo.getByRole('link')).toHaveAttribute('href', /location=Oslo/);
  // Each is read by its own conventions: one machine is called by its name at one, and by its address at the other.
  await page.goto(containersUrl({ location: '*', q: 'edge' }));
  const edges = await readTable(page);
  const hosts = (location: string) => edges.filter((row) => row['Location'] === location).map((row) => row['Host']);
  expect(hosts('Main location')).toContain('web-1');
  expect(hosts('Oslo')).toContain('10.0.0.5');
  expect(hosts('Oslo')).not.toContain('web-1');
  await oslo.getByRole('link').click();
  await expect(page.getByTestId('quayside-lifecycle')).toBeVisible();
  await expect(page).toHaveURL(/location=Oslo/);
});

test('the Overview shows what is wrong at each, and one without data hides no other', async ({ page }) => {
  await page.goto(overviewUrl({ location: '*' }));
  const at = (name: string) => page.getByRole('region', { name, exact: true });
  for (const name of ['Main location', 'Oslo']) {
    await expect(at(name).getByText(/of \d+ checks?/)).toBeVisible();
  }
  await expect(at('Bergen')).toContainText('The location Bergen has no Prometheus');
  await expect(at('Oslo').getByTestId('quayside-hosts').getByRole('link').first()).toHaveAttribute(
    'href',
    /location=Oslo/
  );
  await expect(at('Main location').getByTestId('quayside-hosts').getByRole('link').first()).not.toHaveAttribute(
    'href',
    /location=/
  );
});

test('the Overview ranks what is wrong at all of them together, and leads to each', async ({ page }) => {
  await page.goto(overviewUrl({ location: '*' }));
  const all = page.getByTestId('quayside-everywhere');
  const worst = all.getByRole('list', { name: 'What is worst' }).getByRole('listitem');
  // The same Prometheus twice: each finding is there once for each place.
  await expect(worst.filter({ hasText: 'A host is down' })).toHaveCount(2);
  await expect(all).not.toContainText('still asked');
  const severities = await worst.allInnerTexts();
  const ranks = severities.map((text) => ['Critical', 'Warning', 'Info'].findIndex((word) => text.startsWith(word)));
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  const away = worst.filter({ hasText: 'A host is down' }).filter({ hasText: 'Oslo' });
  await expect(away.getByRole('link')).toHaveAttribute('href', /location=Oslo/);
  await expect(all.getByRole('listitem').filter({ hasText: 'Bergen' })).toContainText('has no Prometheus');
  await all.getByRole('button', { name: 'Oslo' }).click();
  await expect(page.getByRole('region', { name: 'Oslo', exact: true })).toBeFocused();
});

test('a page that can show one only says so, and lets choose', async ({ page }) => {
  await page.goto(logsPageUrl({ location: '*' }));
  await expect(page.getByText('This page shows one location at a time')).toBeVisible();
  await page.getByRole('button', { name: 'Main location' }).click();
  await expect(page).not.toHaveURL(/location=/);
  await expect(page.getByRole('region', { name: 'Log lines' })).toBeVisible();
});

test('Setup corrects the conventions of the location that is chosen, and the doctor examines it', async ({ page }) => {
  await page.goto(SETUP_URL);
  await page.getByRole('combobox', { name: 'Location' }).click();
  await page.getByRole('option', { name: 'Oslo' }).click();
  const found = page.getByTestId('quayside-found');
  await expect(found).toContainText('10.0.0.5');
  await expect(page.getByRole('combobox', { name: 'Loki' })).toHaveValue('');
  const conventions = page.getByRole('textbox', { name: 'Conventions' });
  await conventions.fill(JSON.stringify(SETTINGS.conventions));
  await expect(found.getByRole('row', { name: /^web-1 / })).toContainText('no Loki');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  await page.getByRole('tab', { name: 'Doctor' }).click();
  await expect(page.getByTestId('quayside-doctor')).toContainText('because there is no Loki data source to ask');
  await page.goto(overviewUrl({ location: 'Oslo' }));
  await overviewIsThere(page);
  await expect(page.getByTestId('quayside-hosts')).toContainText('web-1');
});

test('a location without a data source is not stored', async ({ page }) => {
  await page.goto(SETUP_URL);
  await page.getByRole('button', { name: 'Location', exact: true }).click();
  await expect(page.getByText(/A location has only the data sources that it names/).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

test('a link with labels as they are leads to the container that they mean', async ({ page }) => {
  const alias = SETTINGS.conventions.aliases.find(({ host }) => host === 'app-1');
  const place = (params: Record<string, string>) =>
    page.goto(`/a/quayside-monitoring-app/place?${new URLSearchParams({ ...lastHours(), ...params })}`);
  await place({ 'stream.container': '/orders', 'stream.host': alias?.logs?.[0] ?? '' });
  await expect(page).toHaveURL(/containers\/one\?.*container=orders/);
  await expect(page).toHaveURL(/host=app-1/);
  await expect(page.getByTestId('quayside-lifecycle')).toBeVisible();
  await place({ 'series.name': 'orders', 'series.instance': alias?.containers?.[0] ?? '' });
  await expect(page).toHaveURL(/host=app-1/);
  // As dashboards write it.
  await place({ container: 'app-1/orders' });
  await expect(page).toHaveURL(/host=app-1&container=orders/);
  // Without a host it is the one that runs under this name.
  await place({ 'stream.container': '/orders', 'stream.host': '${labels.host}' });
  await expect(page).toHaveURL(/container=orders/);
});

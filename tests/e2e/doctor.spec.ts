import type { Page } from '@playwright/test';
import { SETUP_PAGE_URL, SETUP_URL } from './support/pages';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { END_MS } from './support/testFleet';
import { THEMES } from './support/views';

// The workbench has no proxy to data sources and no ruler: what the doctor asks there is “not checked”.
test.use({ expectedErrors: [/Failed to load resource/] });

const found = (page: Page) => page.getByTestId('quayside-found');
const doctor = (page: Page) => page.getByTestId('quayside-doctor');
const conventions = (page: Page) => page.getByRole('textbox', { name: 'Conventions' });

test.beforeEach(async ({ page }) => {
  // Setup asks what is there now: then, the fleet's history ended.
  await page.clock.setFixedTime(END_MS);
});

/** Takes the page in both themes, narrow and wide, once it is complete. */
async function look(page: Page, name: string, url: string, complete: () => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    for (const width of [800, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${url}&theme=${theme}`);
      await complete();
      await page.screenshot({ path: test.info().outputPath(`${name}-${theme}-${width}.png`), fullPage: true });
    }
  }
}

test('shows what the data shows, anew with each correction', async ({ page }) => {
  await page.goto(SETUP_URL);
  await expect(found(page)).toContainText(/\d+ containers on \d hosts; \d+ of \d+ containers have logs/);
  for (const host of ['web-1', 'app-1']) {
    await expect(found(page).getByRole('row', { name: new RegExp(host) })).toContainText(host);
  }
  await expect(found(page)).toContainText('cadvisor (');
  const label = page.getByRole('textbox', { name: 'Label of the container' });
  await label.fill('no label!');
  await expect(page.getByText(/letters, digits and _ only/)).toBeVisible();
  await label.fill('no_such_label');
  await expect(found(page)).toContainText(/^What your data shows.*0 containers on 0 hosts/s);
  expect(await conventions(page).inputValue()).toContain('no_such_label');
});

test('asks where nothing fits', async ({ page, configure }) => {
  const { containers, logs } = SETTINGS.conventions;
  await configure({
    ...SETTINGS,
    conventions: {
      ...SETTINGS.conventions,
      containers: { ...containers, name: 'unit_of_work' },
      logs: { ...logs, container: 'unit_of_work' },
    },
  });
  await page.goto(SETUP_URL);
  await expect(page.getByText('Nothing fits these conventions')).toBeVisible();
});

test('the doctor names what is wrong with the fleet, what it costs and what mends it', async ({ page }) => {
  await page.goto(`${SETUP_URL}&tab=doctor`);
  await expect(doctor(page).getByText(/\d+ found, \d+ not checked, \d+ in order/)).toBeVisible();
  // A real Grafana reads Loki's configuration, the workbench does not.
  await expect(doctor(page)).toContainText(
    /Loki’s limits will cut queries.*(: because this Loki does not show|max_query_series 500)/
  );
  const remote = doctor(page).getByRole('article', { name: 'What Loki records has nowhere to go' });
  await expect(remote).toContainText('What it costs you');
  await expect(remote).toContainText('--web.enable-remote-write-receiver');
  await page.getByText(/^In order \(/).click();
  await expect(doctor(page)).toContainText('Not found: “Containers have no name”');
  await look(page, 'doctor', `${SETUP_URL}&tab=doctor`, () => expect(remote).toBeVisible());
});

test('a viewer may look, and not store', async ({ page, fail }) => {
  await fail({ role: 'Viewer' });
  await page.goto(`${SETUP_PAGE_URL}?tab=data`);
  await expect(page.getByText('You may look at these settings, and not store them')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
  await look(page, 'viewer', `${SETUP_PAGE_URL}?tab=data`, () => expect(found(page)).toContainText(/have logs/));
});

test('offers to create the data sources that are missing', async ({ page, fail }) => {
  await fail({ datasources: 'none' });
  await page.goto(SETUP_URL);
  await expect(page.getByRole('button', { name: 'Create Quayside Prometheus' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create Quayside Loki' })).toBeVisible();
  await look(page, 'no-sources', SETUP_URL, () =>
    expect(page.getByRole('button', { name: 'Create Quayside Loki' })).toBeVisible()
  );
});

test('opens for the first time: everything is found out', async ({ page, configure }) => {
  await configure({ configured: true });
  await page.goto(SETUP_URL);
  await expect(found(page)).toContainText(/containers have logs/);
  await expect(conventions(page)).toHaveValue('');
  await look(page, 'first', SETUP_URL, () => expect(found(page)).toContainText(/have logs/));
});

test('gives the file that provisions what the form says, and says when it was', async ({ page, configure }) => {
  await configure({ ...SETTINGS, provisioned: true });
  await page.goto(`${SETUP_URL}&tab=provisioning`);
  await expect(page.getByText('These settings are provisioned')).toBeVisible();
  await page.getByText('quayside.yaml', { exact: false }).first().click();
  await expect(page.getByLabel('quayside.yaml')).toContainText('type: quayside-monitoring-app');
  await expect(page.getByLabel('quayside.yaml')).toContainText('10.0.0.5:8080');
});

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

/** What the data sources are called in the workbench, and by the files of `provisioning/`. */
const NAMES = { prometheus: /^(Quayside )?Prometheus$/, loki: /^(Quayside )?Loki$/ };

test('shows what is set', async ({ page }) => {
  await expect(page.getByRole('combobox', { name: 'Prometheus' })).toHaveValue(NAMES.prometheus);
  await expect(page.getByRole('combobox', { name: 'Loki' })).toHaveValue(NAMES.loki);
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
  await page.getByRole('button', { name: 'Find the conventions out anew' }).click();
  await expect(page.getByText(/These are the conventions that your data shows/)).toBeVisible();
  await expect(conventions(page)).toHaveValue('');
  await page.getByRole('button', { name: 'Write them down' }).click();
  await expect(conventions(page)).not.toHaveValue('');
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
  await page.getByRole('option', { name: NAMES.loki }).click();
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

/** What is stored now, as Grafana answers it. */
async function stored(page: Page): Promise<Record<string, unknown>> {
  const response = await page.request.get('/api/plugins/quayside-monitoring-app/settings');
  const { jsonData } = (await response.json()) as { jsonData: Record<string, unknown> };
  return jsonData;
}

const OF_OTHERS = {
  provisioned: true,
  pausedRecordings: [{ name: 'quayside-requests', interval: '1m', rules: [] }],
  ofLaterVersion: { anything: 1 },
};

test('keeps what other pages have stored since it was opened', async ({ page, configure }) => {
  await configure({ ...SETTINGS, ...OF_OTHERS });
  await conventions(page).fill(JSON.stringify({ ...SETTINGS.conventions, hostNames: 'as-is' }));
  await save(page).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  expect(await stored(page)).toMatchObject({ ...OF_OTHERS, conventions: { hostNames: 'as-is' } });
});

test('does not overwrite the same field that somebody else has changed', async ({ page, configure }) => {
  await configure({ ...SETTINGS, logBudgetMegabytes: 7 });
  await page.getByRole('textbox', { name: 'Log budget' }).fill('50');
  await save(page).click();
  await expect(problems(page)).toContainText('logBudgetMegabytes');
  expect(await stored(page)).toMatchObject({ logBudgetMegabytes: 7 });
});

test('keeps all that can be read of settings of which a part cannot', async ({ page, configure }) => {
  const wrong = { ...SETTINGS.conventions, hostNames: 'upper-case' };
  await configure({ ...SETTINGS, ...OF_OTHERS, conventions: wrong, nginx: { access: 3 } });
  await page.goto(SETUP_URL);
  await expect(problems(page)).toContainText('conventions.hostNames');
  await expect(page.getByRole('combobox', { name: 'Loki' })).toHaveValue(NAMES.loki);
  expect(JSON.parse(await conventions(page).inputValue())).toEqual(wrong);
  await expect(save(page)).toBeDisabled();
  await conventions(page).fill(JSON.stringify(SETTINGS.conventions));
  await expect(save(page)).toBeEnabled();
  const nginx = page.getByRole('textbox', { name: 'Stored as nginx' });
  await expect(nginx).toHaveValue(/"access": 3/);
  // What was not corrected stays as it was stored.
  await save(page).click();
  await expect(page.getByText(/^Saved\./)).toBeVisible();
  expect(await stored(page)).toMatchObject({ ...OF_OTHERS, nginx: { access: 3 }, conventions: SETTINGS.conventions });
  await page.getByRole('button', { name: 'Drop nginx when saving' }).click();
  await save(page).click();
  await expect(nginx).toHaveCount(0);
  await expect.poll(() => stored(page)).not.toHaveProperty('nginx');
  await page.goto(overviewUrl());
  await overviewIsThere(page);
});

test('corrects the names of a host, with the effect at once', async ({ page }) => {
  const found = page.getByTestId('quayside-found');
  const inCadvisor = page.getByRole('textbox', { name: 'web-1 in cAdvisor' });
  await expect(found.getByRole('row', { name: /^web-1 / })).toHaveText(/^web-1(found){3}$/);
  const before = await inCadvisor.inputValue();
  await inCadvisor.fill('somebody-else,');
  await expect(inCadvisor).toHaveValue('somebody-else,');
  await expect(found.getByRole('row', { name: /^web-1 / })).toContainText('not found');
  await inCadvisor.fill(before);
  await expect(found.getByRole('row', { name: /^web-1 / })).not.toContainText('not found');
  // The boxes show what is there, also where it changes elsewhere.
  const [first, ...others] = SETTINGS.conventions.aliases;
  await conventions(page).fill(JSON.stringify({ ...SETTINGS.conventions, aliases: others }));
  await expect(page.getByRole('textbox', { name: 'Name of host 1' })).toHaveValue(others[0]?.host ?? '');
  await expect(page.getByRole('textbox', { name: `${first?.host} in logs` })).toHaveCount(0);
});

test('shows NGINX’s log as it was found out, with a line and how sure that is', async ({ page }) => {
  const log = page.getByTestId('quayside-nginx-found').first();
  await expect(log).toContainText(/\d+ % of \d+ lines of the sample are read/);
  await expect(log).toContainText('Status');
  await expect(page.getByTestId('quayside-found')).toContainText(/Access logs of NGINX: .*% of its lines read/);
});

test.describe('where a data source fails', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('creates data sources and links them, without a reload between', async ({ page, fail }) => {
    await fail({ datasources: 'none' });
    const posted: Array<{ path: string; body: Record<string, unknown> }> = [];
    await page.route(/\/api\/datasources(\/uid\/[^/]+\/correlations)?$/, async (route) => {
      const request = route.request();
      if (request.method() === 'POST') {
        posted.push({ path: new URL(request.url()).pathname, body: request.postDataJSON() as Record<string, unknown> });
        await route.fulfill({ json: { message: 'created' } });
      } else {
        await route.fulfill({ json: [] });
      }
    });
    await page.goto(SETUP_URL);
    for (const kind of ['Loki', 'Prometheus']) {
      await page.getByRole('button', { name: `Create Quayside ${kind}` }).click();
      await expect(page.getByText(`The data source Quayside ${kind} is there`)).toBeVisible();
    }
    await expect
      .poll(() => posted.map(({ body }) => body['type']))
      .toEqual(['loki', 'prometheus', 'query', 'external']);
    expect(posted[2]?.path).toContain('quayside-prometheus/correlations');
    expect(posted[2]?.body['targetUID']).toBe('quayside-loki');
  });

  test('says what the test of a data source said', async ({ page, fail }) => {
    await fail({ loki: 'down' });
    await page.goto(SETUP_URL);
    await expect(page.getByText('Does not answer')).toBeVisible();
  });
});

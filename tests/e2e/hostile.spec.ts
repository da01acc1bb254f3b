import { z } from 'zod';
import { containersUrl, containerUrl, overviewUrl, problems, tableIsThere } from './support/pages';
import { expect, test } from './support/test';

const NAMES = [
  '<script>document.title = "taken"</script>',
  '<img src=x onerror="document.title = \'taken\'">',
  `"quoted" and 'quoted'`,
  '$__range',
  '${__from}',
  '[[host]]',
  '.*|a+(b)?[c]{1}^$\\',
  '100%',
  '%E0%A4%A',
  '{{legend}}',
  'true',
  'a/b?c=d&e#f',
  'ｎａｍｅ ☃ 名',
  '`backquoted`',
];

const requests = z.array(z.object({ upstream: z.string(), query: z.string().nullable(), status: z.number() }));

for (const name of NAMES) {
  test(`a container called ${name} is only a name`, async ({ page, site }) => {
    page.on('dialog', (dialog) => expect(dialog.message(), 'a dialog').toBe(''));
    if (!site.isGrafana) {
      await fetch(`${site.url}/workbench/requests`, { method: 'DELETE' });
    }
    await page.goto(containerUrl(name, name));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(page.getByText('Not there at this time')).toBeVisible();
    await expect(page.getByText('No log lines', { exact: true })).toBeVisible();
    await expect(problems(page)).toHaveCount(0);
    await expect(page).not.toHaveTitle('taken');
    if (!site.isGrafana) {
      // Whatever the name: no server refuses a query, and none is asked for another container than this one.
      const sent = requests.parse(await (await fetch(`${site.url}/workbench/requests`)).json());
      const queries = sent.filter(({ query }) => query !== null);
      expect(queries.length).toBeGreaterThan(5);
      expect(queries.filter(({ status }) => status >= 400)).toEqual([]);
      for (const { query } of queries.filter(({ query: text }) => text?.includes('container_cpu_usage'))) {
        expect(query, 'a variable was filled in').not.toMatch(/name="(3600|1749)/);
      }
    }
    // Its own search leaves the name as it is.
    await page.getByRole('textbox', { name: 'Only lines that contain' }).fill(name);
    await page.keyboard.press('Enter');
    await expect(page.getByText('No line contains that')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  });
}

test('a search for anything finds nothing more than it says', async ({ page }) => {
  for (const text of ['.*', '"', '\\', '$__range', '%', 'true', '<b>']) {
    await page.goto(containersUrl({ q: text }));
    await expect(page.getByText('No container matches')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Search' })).toHaveValue(text);
  }
});

test('an address that makes no sense shows a page that does', async ({ page }) => {
  const odd: Array<Record<string, string>> = [
    { sort: 'nothing', dir: 'sideways', page: '-3' },
    { page: '9999999' },
    { page: 'x', columns: 'nothing,<b>,,' },
    { columns: '' },
    { group: 'nothing' },
    { state: 'nothing' },
    { from: 'yesterday', to: 'tomorrow' },
    { from: '', to: '' },
  ];
  for (const params of odd) {
    await page.goto(containersUrl(params));
    const shown = page
      .getByTestId('quayside-fleet')
      .or(page.getByTestId('quayside-groups'))
      .or(problems(page))
      .or(page.getByText('No container matches'));
    await expect(shown.first(), JSON.stringify(params)).toBeVisible();
    await expect(page.getByText('Something went wrong'), JSON.stringify(params)).toHaveCount(0);
  }
});

test('filters of an address that name nobody match nobody', async ({ page }) => {
  const nobody: Array<Record<string, string>> = [
    { host: '%E0%A4%A' },
    { host: '<b>,"' },
    { project: '$__range' },
    { image: '.*' },
  ];
  for (const params of nobody) {
    await page.goto(containersUrl(params));
    await expect(page.getByText('No container matches'), JSON.stringify(params)).toBeVisible();
  }
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await tableIsThere(page);
});

test('a path that leads nowhere leads to the overview', async ({ page }) => {
  await page.goto(overviewUrl().replace('/overview?', '/no/such/page?'));
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
});

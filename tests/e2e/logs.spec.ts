import type { Page } from '@playwright/test';
import { linesOfMinute, type LogLine } from '../../fleet/containerLines';
import { LOKI_FAILURES, tellsOf } from './support/lokiFailures';
import { logsAreThere, logsPageUrl, problems } from './support/pages';
import { forgetAsked, lokiQueries, pushToFleetLoki } from './support/requests';
import { currentRun } from './support/run';
import { expect, test } from './support/test';
import { END_MS, FLEET } from './support/testFleet';

const HOST = 'web-1';
const API = 'shop-api';
const HOST_OF_ORDERS = FLEET.containers.find(({ name }) => name === 'orders')?.host.lokiHost ?? '';
const text = (number: number) => number.toLocaleString('en');

/** What a container of the first host wrote in the last hour. */
function written(name: string): LogLine[] {
  const container = FLEET.containers.find((one) => one.name === name && one.host.lokiHost === HOST);
  if (!container) {
    throw new Error(`the fleet has no ${name}`);
  }
  const last = END_MS / 60_000;
  return Array.from({ length: 60 }, (_, index) => last - 60 + index).flatMap((minute) =>
    linesOfMinute(FLEET, container, minute)
  );
}

const api = written(API);
const one = (name: string, params: Record<string, string> = {}) =>
  logsPageUrl({ container: `${HOST}/${name}`, ...params });

const lines = (page: Page) => page.getByRole('region', { name: 'Log lines' });
const items = (page: Page) => lines(page).getByRole('list').first().getByRole('listitem');

/** The number of lines that match, read or not. */
async function held(page: Page, expected: number): Promise<void> {
  await expect(lines(page).getByRole('status')).toHaveText(
    expected > 300 ? `the newest 300 of ${text(expected)} lines` : new RegExp(`^${text(expected)} lines?, `)
  );
}

test('a click on a level keeps its lines alone', async ({ page, site }) => {
  await page.goto(one(API));
  await logsAreThere(page);
  const errors = api.filter(({ level }) => level === 'error').length;
  const level = page.getByRole('group', { name: 'Levels' }).getByRole('button', { name: /^error/ });
  await expect(level).toContainText(text(errors));
  if (!site.isGrafana) {
    await forgetAsked(site);
  }
  await level.click();
  await expect(page).toHaveURL(/level=error/);
  await held(page, errors);
  const shown = await items(page).allInnerTexts();
  expect(shown.filter((line) => !line.includes('"level":"error"'))).toEqual([]);
  if (!site.isGrafana) {
    const asked = await lokiQueries(site);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ status }) => status >= 400)).toEqual([]);
  }
  await level.click();
  await held(page, api.length);
});

test('words, their absence and an expression narrow the lines; the address keeps them', async ({
  page,
  browser,
  site,
}) => {
  await page.goto(one(API));
  await logsAreThere(page);
  const matching = (test: (line: string) => boolean) => api.filter(({ text: line }) => test(line)).length;
  await page.getByRole('textbox', { name: 'With these words' }).fill('"slow query"');
  await page.keyboard.press('Enter');
  await held(
    page,
    matching((line) => /slow query/i.test(line))
  );
  await page.getByRole('textbox', { name: 'Without these words' }).fill('products');
  await page.keyboard.press('Enter');
  const both = matching((line) => /slow query/i.test(line) && !/products/i.test(line));
  await held(page, both);

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(site.url + new URL(page.url()).pathname + new URL(page.url()).search);
  await held(other, both);
  await context.close();

  await page.goBack();
  await held(
    page,
    matching((line) => /slow query/i.test(line))
  );
  await page.goto(one(API));
  await page.getByRole('textbox', { name: 'Matching' }).fill('\\(\\d{4} ms\\)');
  await page.keyboard.press('Enter');
  await held(
    page,
    matching((line) => /\(\d{4} ms\)/.test(line))
  );
  // What is no expression is said beside it, and is not asked.
  await page.getByRole('textbox', { name: 'Matching' }).fill('(');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A “(” has no “)”')).toBeVisible();
});

test('a field of a line narrows to lines with its value, or without', async ({ page }) => {
  await page.goto(one(API));
  await logsAreThere(page);
  await items(page)
    .first()
    .getByRole('button', { name: /^Open the line/ })
    .click();
  const row = items(page)
    .first()
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'level', exact: true }) });
  const value = (await row.getByRole('cell').last().innerText()).trim();
  await row.getByRole('button', { name: 'Only lines without this level' }).click();
  await held(page, api.filter(({ level }) => level !== value).length);
  expect((await items(page).allInnerTexts()).filter((line) => line.includes(`"level":"${value}"`))).toEqual([]);
});

test('patterns are counted, and keep their lines', async ({ page }) => {
  await page.goto(logsPageUrl({ container: `${HOST_OF_ORDERS}/orders`, view: 'patterns' }));
  const table = page.getByRole('region', { name: 'Patterns' });
  const row = table.getByRole('row').filter({ hasText: 'Processed batch of' }).first();
  await expect(row).toBeVisible();
  const counted = (await row.getByRole('cell').nth(1).innerText()).trim();
  await row.getByRole('button', { name: 'Only lines with this pattern' }).click();
  await held(page, Number(counted.replaceAll(',', '')));
  const shown = await items(page).allInnerTexts();
  expect(shown.filter((line) => !line.includes('Processed batch of'))).toEqual([]);
});

test('what was thrown is listed once, with how often', async ({ page }) => {
  await page.goto(one(API, { view: 'exceptions' }));
  const thrown = api.filter(({ text: line }) => line.includes('TypeError: Cannot read')).length;
  expect(thrown).toBeGreaterThan(1);
  const card = page.getByRole('article', { name: 'TypeError' });
  await expect(card).toHaveCount(1);
  await expect(card).toContainText(`${text(thrown)}×`);
  await card.getByRole('button', { name: 'Its lines' }).click();
  await held(page, thrown);
});

test('a line leads to its container at that time, and back', async ({ page }) => {
  await page.goto(one(API, { level: 'error' }));
  await logsAreThere(page);
  await items(page)
    .first()
    .getByRole('button', { name: /^Open the line/ })
    .click();
  const link = page.getByRole('link', { name: /Container at this time/ });
  const target = new URL((await link.getAttribute('href')) ?? '', 'http://x');
  await link.click();
  await expect(page.getByRole('heading', { name: API, level: 1 })).toBeVisible();
  const [from, to] = ['from', 'to'].map((name) => {
    const value = target.searchParams.get(name) ?? '';
    return /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  });
  expect((to ?? 0) - (from ?? 0)).toBe(30 * 60_000);
  expect(Math.abs(((to ?? 0) + (from ?? 0)) / 2 - END_MS)).toBeLessThan(3600_000);
  await page.goBack();
  await expect(page).toHaveURL(/level=error/);
  await logsAreThere(page);
});

test('is searched by the keyboard alone', async ({ page }) => {
  await page.goto(one(API));
  await logsAreThere(page);
  await page.getByRole('textbox', { name: 'With these words' }).focus();
  await page.keyboard.type('TypeError');
  await page.keyboard.press('Enter');
  await held(page, api.filter(({ text: line }) => /typeerror/i.test(line)).length);
  await items(page)
    .first()
    .getByRole('button', { name: /^Open the line/ })
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /Container at this time/ })).toBeVisible();
});

test.describe('when Loki does not answer', () => {
  // The browser itself says on the console that a request was answered with an error.
  test.use({ expectedErrors: [/Failed to load resource/] });

  for (const failure of LOKI_FAILURES) {
    test(`says that it ${failure.does}, and what to do`, async ({ page, fail }, info) => {
      await fail(failure.faults);
      await page.goto(logsPageUrl());
      await tellsOf(failure, page, info, 'logs');
    });
  }
});

const TAKEN = '<script>document.title = "taken"</script>';

test('what is logged is text, whatever it says', async ({ page }) => {
  const { servers } = currentRun();
  test.skip(!servers, 'needs a Loki that can be written to');
  page.on('dialog', (dialog) => expect(dialog.message(), 'a dialog').toBe(''));
  // Hours before the fleet’s own logs begin, which no other test looks at.
  const at = END_MS - 5 * 3600_000;
  const hostile = [
    TAKEN,
    `{"level":"error","msg":${JSON.stringify(TAKEN)},"<img src=x onerror=alert(1)>":"x"}`,
    `level=error msg=${JSON.stringify('<img src=x onerror="document.title = \'taken\'">')}`,
    `panic: ${TAKEN}\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:17 +0x1d`,
    '\u001b[31mred\u0000 \u202e ${__from} {{x}}',
    'x'.repeat(60_000),
    '{"broken": "\\u12',
  ];
  await pushToFleetLoki(
    servers?.lokiUrl ?? '',
    { host: HOST, container: 'hostile', job: 'docker', stream: 'stderr' },
    hostile.map((line) => [at, line])
  );
  const range = { from: String(at - 600_000), to: String(at + 600_000), container: `${HOST}/hostile` };
  await page.goto(logsPageUrl(range));
  await held(page, hostile.length);
  await expect(lines(page).getByText(TAKEN).first()).toBeVisible();
  for (const view of ['patterns', 'exceptions', 'fields']) {
    await page.goto(logsPageUrl({ ...range, view }));
    await expect(page.getByRole('region', { name: /^(Patterns|Exceptions|Fields)$/ }).getByRole('status')).toHaveText(
      /\d/
    );
    await expect(problems(page)).toHaveCount(0);
  }
  await expect(page).not.toHaveTitle('taken');
});

test('new lines are shown as they are written', async ({ page }) => {
  const { servers } = currentRun();
  test.skip(!servers, 'needs a Loki that can be written to');
  await page.goto(logsPageUrl({ container: `${HOST}/live`, live: '1' }));
  await expect(lines(page).getByRole('status').first()).toContainText('0 new');
  await pushToFleetLoki(servers?.lokiUrl ?? '', { host: HOST, container: 'live', job: 'docker', stream: 'stdout' }, [
    [Date.now(), 'level=info msg="written just now"'],
  ]);
  await expect(lines(page).getByRole('status').first()).toContainText('1 new');
  await expect(lines(page).getByText('written just now').first()).toBeVisible();
});

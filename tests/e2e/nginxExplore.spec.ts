import type { Page } from '@playwright/test';
import type { AccessLog, NginxFormat } from '../../src/signals/nginx/format';
import { nginxIsThere, nginxUrl, problems } from './support/pages';
import {
  bring,
  bringLines,
  card,
  count,
  lines,
  pathOf,
  REQUESTS,
  shownCounts,
  SOON,
  text,
  total,
} from './support/nginxPage';
import { pushToFleetLoki } from './support/requests';
import { currentRun } from './support/run';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { END_MS } from './support/testFleet';

test.describe.configure({ timeout: 150_000 });

// A list with more values than Loki counts in one query is refused first, which the browser itself says on the console.
test.use({ expectedErrors: [/status of 400 .*\/api\/ds\/query/] });

const DAY_MS = 86_400_000;

/** Hours before the fleet’s own logs begin, which no other test looks at. */
const AT = END_MS - 10 * 3_600_000;
const WINDOW = { from: String(AT - 600_000), to: String(AT + 600_000) };

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const GOOGLE = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

interface Line {
  uri: string;
  client?: string;
  status?: number;
  agent?: string;
}

const written = ({ uri, client = '203.0.113.1', status = 200, agent = FIREFOX }: Line) =>
  JSON.stringify({
    ...{ time_iso8601: '2025-06-10T02:00:00+00:00', remote_addr: client, request_method: 'GET', request_uri: uri },
    ...{ server_protocol: 'HTTP/1.1', status: String(status), body_bytes_sent: '600', request_time: '0.100' },
    ...{ upstream_response_time: '0.100', http_referer: '', http_user_agent: agent, host: 'shop.example.com' },
    upstream_addr: '-',
  });

const times = (number: number, line: Line) => Array.from({ length: number }, () => written(line));

const BEFORE = [...times(40, { uri: '/a' }), ...times(60, { uri: '/b' }), ...times(25, { uri: '/gone' })];
const NOW = [
  ...[...times(40, { uri: '/a' }), ...times(10, { uri: '/b', agent: CHROME }), ...times(30, { uri: '/new' })],
  ...times(25, { uri: '/.env', client: '198.51.100.66', status: 404, agent: 'sqlmap/1.7' }),
  ...times(5, { uri: '/item?id=1+union+select+1', client: '198.51.100.66', status: 404, agent: 'sqlmap/1.7' }),
  ...times(30, { uri: '/wp-login.php', client: '192.0.2.80', status: 404, agent: GOOGLE }),
];

/** Two periods of a log of their own, a day apart: once for all tests of a run, whoever comes first. */
async function pushPeriods(): Promise<void> {
  const { servers } = currentRun();
  test.skip(!servers, 'needs a Loki that can be written to');
  // Each in a stream of its own: what is pushed once more is then near enough to what is there to be known again.
  const push = (period: string, all: readonly string[], at: number) =>
    pushToFleetLoki(
      servers?.lokiUrl ?? '',
      { host: 'web-1', container: 'edge', job: 'nginx', stream: 'stdout', period },
      all.map((line, index) => [at - 500_000 + index * 5000, line] as const)
    );
  await push('before', BEFORE, AT - DAY_MS);
  await push('now', NOW, AT);
}

test('each series and each list stands beside the period before', async ({ page }) => {
  await pushPeriods();
  await page.goto(nginxUrl({ ...WINDOW, compare: 'day' }));
  await expect(total(page, 'Requests')).toContainText(`a day before: ${BEFORE.length}`, SOON);
  await expect(total(page, '4xx')).toContainText('a day before: 0 %');
  await expect(total(page, 'p95')).toContainText(/a day before: 1[01]\d ms/);
  for (const name of ['All, a day before', '5xx, a day before', 'p50, a day before', 'p95, a day before']) {
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible(SOON);
  }
  await bring(page, 'what');
  const row = (path: string) =>
    card(page, 'what')
      .locator('ol')
      .first()
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: path, exact: true }) });
  await expect(row('/new')).toContainText('new', SOON);
  await expect(row('/b')).toContainText('-83 %');
  await expect(row('/a')).not.toContainText('%');
  await card(page, 'what').getByText('1 of the period before is gone').click();
  await expect(card(page, 'what').getByText('/gone')).toBeVisible();
  await expect(card(page, 'what').getByText('25 before')).toBeVisible();
  await expect(problems(page)).toHaveCount(0);
});

test('clients that are worth a look are named with the reasons, robots apart', async ({ page }) => {
  await pushPeriods();
  await page.goto(nginxUrl(WINDOW));
  const found = page.getByTestId('quayside-suspicious');
  await expect(async () => {
    await page.mouse.wheel(0, 800);
    await expect(found.getByRole('listitem').first()).toBeVisible({ timeout: 500 });
  }).toPass(SOON);
  const scanner = found.locator('ol > li').filter({ hasText: '198.51.100.66' });
  await expect(scanner).toContainText('100 % of its 30 requests were refused or not found (4xx)');
  await expect(scanner).toContainText('asked 30 times for ');
  await expect(scanner).toContainText('files with secrets (/.env)');
  await expect(scanner).toContainText('injection (/item?id=1+union+select+1)');
  await expect(scanner).toContainText('calls itself sqlmap, a scanner');
  await expect(scanner).toContainText(/last seen 2025-06-10/);
  await expect(found.getByText('They say they are bots')).toBeVisible();
  await expect(found.locator('ol').nth(1).getByRole('listitem').filter({ hasText: '192.0.2.80' })).toBeVisible();
  await scanner.getByRole('button', { name: 'Only it: 198.51.100.66' }).click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(total(page, 'Requests')).toContainText('30', SOON);
});

test('a group of user agents is asked for, and left out, by its agents', async ({ page }) => {
  await pushPeriods();
  await page.goto(nginxUrl({ ...WINDOW, lists: 'with=nginx.top.agents kinds' }));
  await bring(page, 'with');
  await card(page, 'with').getByRole('button', { name: 'Browsers', exact: true }).click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.getByText('User agent matches Linux: 2 values')).toBeVisible();
  await expect(total(page, 'Requests')).toContainText('80', SOON);
  await bring(page, 'with');
  await card(page, 'with').getByRole('button', { name: 'Only requests without Browsers' }).click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(total(page, 'Requests')).toContainText('60', SOON);
});

test('the number of 5xx asks for them alone, and gives them back', async ({ page }) => {
  const failed = count(({ status }) => status >= 500);
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await total(page, '5xx').getByRole('button').click();
  await expect(page).toHaveURL(/filters=statusClass.*5xx/);
  await expect(total(page, 'Requests')).toContainText(text(failed), SOON);
  await expect(total(page, '5xx').getByRole('button', { pressed: true })).toBeVisible();
  await total(page, '5xx').getByRole('button').click();
  await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
});

test('a cause of errors leads to its lines', async ({ page }) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  const causes = page.getByTestId('quayside-nginx-causes');
  await expect(async () => {
    await page.mouse.wheel(0, 400);
    await expect(causes.getByRole('button').first()).toBeVisible({ timeout: 500 });
  }).toPass(SOON);
  const first = causes.getByRole('button').first();
  const [, title = '', number = ''] = /^(.*?)\s*([\d,]+)$/.exec(await first.innerText()) ?? [];
  await first.click();
  await expect(page).toHaveURL(/cause=/);
  await bringLines(page);
  await expect(page.getByText(`Only those of the cause “${title}”.`)).toBeVisible();
  const shown = await lines(page).getByRole('listitem').allInnerTexts();
  expect(shown.length).toBe(Math.min(300, Number(number.replaceAll(',', ''))));
  expect(shown.filter((line) => !line.includes(title))).toEqual([]);
});

test('a list says how many values there are, and shows all of them, as its address does', async ({ page }) => {
  const paths = new Map<string, number>();
  REQUESTS.filter(({ method }) => method !== '').forEach((one) =>
    paths.set(pathOf(one), (paths.get(pathOf(one)) ?? 0) + 1)
  );
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await bring(page, 'what');
  await expect(card(page, 'what')).toContainText(/Top 15 of [\d,]+; the rest are [\d.]+ % of requests\./);
  const [, all = ''] = /Top 15 of ([\d,]+);/.exec(await card(page, 'what').innerText()) ?? [];
  // What is no HTTP asked for no path, and is one value more, or none: by format of the log.
  expect([paths.size, paths.size + 1]).toContain(Number(all.replaceAll(',', '')));
  await card(page, 'what').getByRole('button', { name: 'Show all' }).click();
  await expect(page).toHaveURL(/pages=what/);
  await expect
    .poll(() => card(page, 'what').locator('ol').first().getByRole('listitem').count())
    .toBe(Math.min(100, Number(all.replaceAll(',', ''))));
  await page.reload();
  await bring(page, 'what');
  await expect.poll(() => card(page, 'what').locator('ol').first().getByRole('listitem').count()).toBeGreaterThan(15);
});

/**
 * Tells the page that its logs are as large as those of a busy site. How many lines there are is not taken from the index
 * either: while Loki moves chunks to its store, the index counts fewer, and so few would be read whole.
 */
async function enlarge(page: Page): Promise<void> {
  await page.route('**/resources/index/stats**', async (route) => {
    const response = await route.fetch();
    const { bytes, entries, ...rest } = (await response.json()) as { bytes: number; entries: number };
    await route.fulfill({
      response,
      json: { ...rest, bytes: bytes * 10_000, entries: entries > 0 ? REQUESTS.length * 20 : 0 },
    });
  });
}

test('above the budget numbers are estimates with intervals, and exact at a click, whose price is named', async ({
  page,
}) => {
  await enlarge(page);
  await page.goto(nginxUrl({ compare: 'day' }));
  await expect(page.getByTestId('quayside-sampled')).toContainText(/most numbers are estimates/, SOON);
  await expect(page.getByTestId('quayside-sampled').getByRole('button')).toContainText(/reads [\d.]+ GB/);
  // Requests by status are exact whatever they cost.
  await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
  await expect(total(page, 'Unique visitors')).toContainText('≈', SOON);
  await bring(page, 'who');
  const who = card(page, 'who');
  await expect(who).toContainText(/of between [\d,]+ and [\d,]+/);
  await expect(who.locator('ol > li').first()).toContainText(/≈ [\d,]+ \([\d,]+ to [\d,]+\)/);
  const click = who.getByRole('button', { name: /Count exactly: reads about [\d.]+ [GT]B/ });
  await click.click();
  await expect(page).toHaveURL(/exactly=nginx.top.clients/);
  const clients = new Map<string, number>();
  REQUESTS.forEach(({ client }) => clients.set(client, (clients.get(client) ?? 0) + 1));
  await expect(who).toContainText(`of ${text(clients.size)};`, SOON);
  const top = [...clients.values()].sort((a, b) => b - a).slice(0, 15);
  expect(shownCounts(await who.locator('ol').first().getByRole('listitem').allInnerTexts())).toEqual(top);
  await who.getByRole('button', { name: 'Back to the estimate' }).click();
  await expect(who).toContainText(/of between/, SOON);
  await expect(problems(page)).toHaveCount(0);
});

test('the container behind an upstream is laid under the traffic, on the same axis', async ({ page, configure }) => {
  // Requests go to an address of numbers, which names no container: the settings say which it is.
  const behind = { address: '10.0.1.12:8080', host: 'web-1', container: 'edge' };
  await configure({ ...SETTINGS, nginxBehind: [behind] });
  await page.goto(nginxUrl({ lists: 'how=nginx.top.upstreams' }));
  await nginxIsThere(page);
  await bring(page, 'how');
  const lead = card(page, 'how')
    .getByRole('button', { name: /CPU and memory of .* under the traffic/ })
    .first();
  await expect(lead).toBeVisible(SOON);
  await expect(card(page, 'how').getByRole('link', { name: / on / }).first()).toHaveAttribute(
    'href',
    /containers\/one/
  );
  await lead.click();
  await expect(page).toHaveURL(/under=/);
  await page.evaluate(() => window.scrollTo(0, 0));
  const under = page.getByRole('region', { name: 'A container under the traffic' });
  await expect(under.getByText(/^CPU of /)).toBeVisible(SOON);
  await expect(under.locator('.u-over')).toHaveCount(2, SOON);
  const traffic = page.locator('.u-over').first();
  const boxes = await Promise.all(
    [traffic, under.locator('.u-over').first(), under.locator('.u-over').nth(1)].map((one) => one.boundingBox())
  );
  const ends = boxes.map((box) => [Math.round(box?.x ?? 0), Math.round((box?.x ?? 0) + (box?.width ?? 0))]);
  expect(ends[1]).toEqual(ends[0]);
  expect(ends[2]).toEqual(ends[0]);
  // Right under it: nothing but the choice of the container is between.
  expect((boxes[1]?.y ?? 0) - (boxes[0]?.y ?? 0)).toBeLessThan(450);
});

test('a log without times names the line that would bring them', async ({ page, configure, site }) => {
  test.skip(site.isGrafana, 'needs settings of its own');
  const format: NginxFormat = { kind: 'combined', appended: [] };
  const access: AccessLog = { matchers: [{ label: 'job', op: '=', value: 'nginx' }], format, labels: {} };
  await configure({ ...SETTINGS, conventions: { ...SETTINGS.conventions, nginx: { access } } });
  await page.goto(nginxUrl());
  const missing = page.getByTestId('quayside-nginx-missing');
  await expect(missing).toContainText(/Not in this log: request times and their percentiles, upstream times/, SOON);
  await missing.locator('summary').click();
  await expect(missing).toContainText('$request_time');
  await expect(total(page, 'p95')).toContainText('not logged');
});

import { LOKI_FAILURES, tellsOf } from './support/lokiFailures';
import { nginxIsThere, nginxUrl, problems } from './support/pages';
import {
  bring,
  bringLines,
  card,
  count,
  largest,
  lines,
  pathOf,
  REQUESTS,
  rowsOf,
  shownCounts,
  SOON,
  text,
  total,
} from './support/nginxPage';
import { forgetAsked, lokiQueries, pushToFleetLoki } from './support/requests';
import { currentRun } from './support/run';
import { expect, test } from './support/test';
import { END_MS } from './support/testFleet';

// Behind a click stand dozens of queries: on a busy machine they take their time.
test.describe.configure({ timeout: 150_000 });

// A list with more values than Loki counts in one query is refused first, which the browser itself says on the console.
test.use({ expectedErrors: [/status of 400 .*\/api\/ds\/query/] });

test('says what clients asked for, and what they got', async ({ page }) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
  await expect(total(page, '5xx')).toContainText(text(count(({ status }) => status >= 500)));
  await expect(total(page, '4xx')).toContainText(text(count(({ status }) => status >= 400 && status < 500)));
  const http = REQUESTS.filter(({ method }) => method !== '');
  // What is no HTTP asked for no path, and is not in this list, or has none there: by format of the log.
  const paths = shownCounts(await rowsOf(page, 'what'));
  expect(paths.slice(0, 10)).toEqual(largest(pathOf, http, 10));
  expect(shownCounts(await rowsOf(page, 'how'))).toEqual(largest(({ status }) => String(status), REQUESTS, 15));
});

test('a click on a 5xx narrows every number, list, chart and line, and no query leaves it out', async ({
  page,
  site,
}) => {
  const failed = REQUESTS.filter(({ status }) => status === 502);
  expect(failed.length).toBeGreaterThan(5);
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await bring(page, 'how');
  await card(page, 'how').getByRole('button', { name: '502', exact: true }).click();
  await expect(page).toHaveURL(/filters=status.*502/);
  if (!site.isGrafana) {
    // What was asked before the click has been cancelled.
    await forgetAsked(site);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(total(page, 'Requests')).toContainText(text(failed.length), SOON);
  await expect(total(page, '5xx')).toContainText('100', SOON);
  await expect(page.getByRole('button', { name: 'Remove: Status is 502' })).toBeVisible();
  expect(shownCounts(await rowsOf(page, 'what'))).toEqual(largest(pathOf, failed, 15));
  await bringLines(page);
  await expect(lines(page).getByRole('status')).toHaveText(
    new RegExp(`^(the newest \\d+ of )?${text(failed.length)} line`)
  );
  const shown = await lines(page).getByRole('listitem').allInnerTexts();
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((line) => !/\b502\b/.test(line))).toEqual([]);
  await page.evaluate(() => window.scrollTo(0, 0));
  const causes = page.getByTestId('quayside-nginx-causes');
  await causes.scrollIntoViewIfNeeded();
  // The error log does not say what a request was answered with: the one panel that cannot follow says so.
  await expect(causes).toContainText('Not filtered by status: the error log does not say it.');
  if (!site.isGrafana) {
    const asked = await lokiQueries(site);
    const others = asked.filter(({ query }) => !query.includes('502')).map(({ query }) => query);
    expect(asked.length).toBeGreaterThan(others.length);
    // Lines that do not parse have no status to be filtered by, and neither have those of the error log.
    expect(others.filter((query) => !query.includes('__error__ != ""') && !query.includes('ngx_cause'))).toEqual([]);
  }
});

test('values are left out, taken back, shared, and the way back leads back', async ({ page, browser, site }) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await bring(page, 'how');
  await card(page, 'how').getByRole('button', { name: '200', exact: true }).click();
  await expect(page).toHaveURL(/status.*200/);
  await card(page, 'how').getByRole('radio', { name: 'Methods' }).click();
  await bring(page, 'how');
  await card(page, 'how').getByRole('button', { name: 'Only requests without GET', exact: true }).click();
  await expect(page).toHaveURL(/method.*GET/);
  const both = text(count(({ status, method }) => status === 200 && method !== 'GET' && method !== ''));
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(total(page, 'Requests')).toContainText(both, SOON);

  // Who gets the address sees the same, in a browser that knows nothing.
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(new URL(page.url()).pathname.replace(/^/, site.url) + new URL(page.url()).search);
  await expect(total(other, 'Requests')).toContainText(both, SOON);
  await expect(other.getByRole('button', { name: 'Remove: Method is not GET' })).toBeVisible();
  await context.close();

  const ok = text(count(({ status }) => status === 200));
  await page.getByRole('button', { name: 'Remove: Method is not GET' }).click();
  await expect(total(page, 'Requests')).toContainText(ok, SOON);
  await page.goBack();
  await expect(total(page, 'Requests')).toContainText(both, SOON);
  await page.goForward();
  await expect(total(page, 'Requests')).toContainText(ok, SOON);
  await page.getByRole('button', { name: 'Remove: Status is 200' }).click();
  await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
});

test('numbers of the last question are said to be those, until the next is answered', async ({ page }) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await bring(page, 'how');
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/ds/query**', async (route) => {
    await held;
    await route.continue();
  });
  await card(page, 'how').getByRole('button', { name: '502', exact: true }).click();
  const busy = page.locator('[aria-busy="true"]');
  await expect(busy.filter({ has: page.getByTestId('quayside-totals') })).toContainText('Loading…');
  await expect(card(page, 'how').getByRole('status')).toHaveText('Loading…');
  answer();
  await expect(total(page, 'Requests')).toContainText(text(count(({ status }) => status === 502)), SOON);
  await expect(busy).toHaveCount(0, SOON);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('is filtered by the keyboard alone', async ({ page }) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await page.getByRole('button', { name: 'Filter', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'The value' })).toBeFocused();
  await page.keyboard.type('404');
  await page.keyboard.press('Enter');
  await expect(total(page, 'Requests')).toContainText(text(count(({ status }) => status === 404)));
  await page.getByRole('button', { name: 'Remove: Status is 404' }).focus();
  await page.keyboard.press('Enter');
  await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
});

test('an address with filters that are none shows the page', async ({ page }) => {
  for (const filters of ['nothing', 'status:is', 'status:matches:(', 'bytes:over:many', '<b>,"', '%E0%A4%A']) {
    await page.goto(nginxUrl({ filters }));
    await expect(total(page, 'Requests'), filters).toContainText(text(REQUESTS.length), SOON);
    await expect(problems(page)).toHaveCount(0);
  }
});

test.describe('when Loki does not answer', () => {
  // The browser itself says on the console that a request was answered with an error.
  test.use({ expectedErrors: [/Failed to load resource/] });

  for (const failure of LOKI_FAILURES) {
    test(`says that it ${failure.does}, and what to do`, async ({ page, fail }, info) => {
      await fail(failure.faults);
      await page.goto(nginxUrl());
      await tellsOf(failure, page, info, 'nginx');
    });
  }

  test('it shows no numbers of another question, and says once why it counted none', async ({ page, fail }) => {
    await page.goto(nginxUrl());
    await nginxIsThere(page);
    await bring(page, 'how');
    await fail({ loki: '500' });
    await card(page, 'how').getByRole('button', { name: '502', exact: true }).click();
    await expect(card(page, 'how')).toContainText('Not counted: why is said above.');
    await expect(card(page, 'how').getByTestId('quayside-problem')).toHaveCount(0);
    await expect(
      problems(page)
        .filter({ hasText: /Loki answered with an error/ })
        .first()
    ).toBeVisible();
    await expect(total(page, 'Requests')).toHaveCount(0);
  });

  test('it recovers by itself when it is refreshed', async ({ page, fail }) => {
    await fail({ loki: 'down' });
    await page.goto(nginxUrl());
    await expect(problems(page).first()).toBeVisible();
    await fail({ loki: 'ok' });
    await page.getByTestId('data-testid RefreshPicker run button').click();
    await expect(total(page, 'Requests')).toContainText(text(REQUESTS.length), SOON);
    await expect(problems(page)).toHaveCount(0);
  });
});

const TAKEN = '<script>document.title = "taken"</script>';
const HOSTILE = [
  TAKEN,
  '<img src=x onerror="document.title = \'taken\'">',
  '"><svg onload=alert(1)>',
  'javascript:alert(1)',
  '${__from}',
  '{{ .Value }}',
  '\u001b[31mred',
  '\u202eabc',
  'a'.repeat(50_000),
];
/** As JSON of a log of its own: a text log of NGINX's escapes most of these. */
const hostileLines = HOSTILE.map((value, index) =>
  JSON.stringify({
    ...{ time_iso8601: '2025-06-10T08:00:00+00:00', remote_addr: '203.0.113.9', request_method: 'GET' },
    ...{ request_uri: `/${value}`, server_protocol: 'HTTP/1.1', status: String(400 + index), body_bytes_sent: '6' },
    ...{ request_time: '0.1', upstream_response_time: '0.1, -', http_referer: value, http_user_agent: value },
    ...{ host: 'shop.example.com', upstream_addr: '-' },
  })
);

test('what clients send is text, whatever it says', async ({ page }) => {
  const { servers } = currentRun();
  test.skip(!servers, 'needs a Loki that can be written to');
  page.on('dialog', (dialog) => expect(dialog.message(), 'a dialog').toBe(''));
  // Hours before the fleet’s own logs begin, which no other test looks at.
  const at = END_MS - 4 * 3600_000;
  await pushToFleetLoki(
    servers?.lokiUrl ?? '',
    { host: 'web-1', container: 'edge', job: 'nginx', stream: 'stdout' },
    [...hostileLines, 'no request at all', `{"status":"200","http_refe`].map((line) => [at, line])
  );
  await page.goto(nginxUrl({ from: String(at - 600_000), to: String(at + 600_000), lists: 'what=nginx.top.uris' }));
  await expect(total(page, 'Requests')).toContainText(String(hostileLines.length + 1), SOON);
  await expect(page.getByText(/of the lines do not have the format/)).toBeVisible();
  await bring(page, 'what');
  await expect(card(page, 'what').getByRole('button', { name: `/${TAKEN}`, exact: true })).toBeVisible();
  await bringLines(page);
  await expect(lines(page).getByText(TAKEN).first()).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, 0));
  await bring(page, 'from');
  await card(page, 'from').getByRole('radio', { name: 'Referrers' }).click();
  await bring(page, 'from');
  await card(page, 'from').getByRole('button', { name: TAKEN, exact: true }).click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(total(page, 'Requests')).toContainText(/Requests\s*1\s*$/, SOON);
  await expect(page).not.toHaveTitle('taken');
  await expect(problems(page)).toHaveCount(0);
});

test('new lines are shown as they are written', async ({ page }) => {
  const { servers } = currentRun();
  test.skip(!servers, 'needs a Loki that can be written to');
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await bringLines(page);
  await lines(page).getByRole('switch', { name: /Live/ }).click({ force: true });
  await expect(page).toHaveURL(/live=1/);
  await expect(lines(page).getByRole('status').first()).toContainText('0 new');
  const line = `203.0.113.8 - - [10/Jun/2025:12:00:00 +0000] "GET /just/now HTTP/1.1" 200 6 "-" "curl/8"`;
  await pushToFleetLoki(servers?.lokiUrl ?? '', { host: 'app-1', container: 'edge', job: 'nginx', stream: 'stdout' }, [
    [Date.now(), line],
  ]);
  await expect(lines(page).getByRole('status').first()).toContainText('1 new');
  await expect(lines(page).getByText('/just/now').first()).toBeVisible();
});

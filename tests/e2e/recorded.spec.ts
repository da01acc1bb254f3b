import type { Page } from '@playwright/test';
import { nginxOfFleet } from '../../fleet/nginxOfFleet';
import { nginxIsThere, nginxUrl } from './support/pages';
import { fleetRequests, forgetAsked, lokiQueries } from './support/requests';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { FLEET, RECORDED } from './support/testFleet';

test.describe.configure({ timeout: 120_000 });
// A list with more values than Loki counts in one query is refused first, which the browser itself says on the console.
test.use({ expectedErrors: [/status of 400 .*\/api\/ds\/query/] });
const SOON = { timeout: 45_000 };

/** The settings under which the pages find what is recorded. */
const WITH_RECORDING = { ...SETTINGS, conventions: { ...SETTINGS.conventions, nginx: nginxOfFleet(FLEET) } };

const told = (page: Page) => page.getByTestId('quayside-recorded');

const requests = async (page: Page) =>
  Number(
    (
      await page
        .locator('dl > div')
        .filter({ has: page.getByRole('term').getByText('Requests', { exact: true }) })
        .getByRole('definition')
        .first()
        .innerText()
    )
      .split('\n')[0]
      ?.replaceAll(',', '')
  );

/** Pixels of a colour (red, green, blue) on the chart of requests, column by column: marks are lines from top to bottom. */
const columnsOf = (page: Page, colour: readonly [number, number, number]) =>
  page
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement, [red, green, blue]) => {
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: new Uint8ClampedArray() };
      const near = (at: number, value: number) => Math.abs((data[at] ?? 0) - value) < 30;
      return Array.from({ length: width }, (_, x) => x).filter((x) => {
        const hits = Array.from({ length: height }, (_, y) => 4 * (y * width + x)).filter(
          (at) => near(at, red) && near(at + 1, green) && near(at + 2, blue) && (data[at + 3] ?? 0) > 100
        );
        return hits.length > height / 5;
      });
    }, colour);

/** The middle of each group of columns that touch. */
const groups = (columns: readonly number[]) =>
  columns
    .reduce<number[][]>((all, x) => {
      const last = all.at(-1);
      return last && x - (last.at(-1) ?? NaN) <= 1 ? [...all.slice(0, -1), [...last, x]] : [...all, [x]];
    }, [])
    .map((group) => group.reduce((sum, x) => sum + x, 0) / group.length);

/** The windows that the logs were read in, as queries name them. */
const windowsOf = (queries: ReadonlyArray<{ query: string }>, part: string) =>
  queries.filter(({ query }) => query.includes(part)).map(({ query }) => /\[(\w+)\]/.exec(query)?.[1] ?? '');

test('reads what is recorded, fills its holes from the logs, and says which is which', async ({
  page,
  site,
  configure,
}) => {
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  const raw = await requests(page);
  await expect(told(page)).toHaveCount(0);

  await configure(WITH_RECORDING);
  await forgetAsked(site);
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await expect(told(page)).toContainText('Requests by status, ', SOON);
  const words = await told(page).innerText();
  expect(words).toMatch(
    /Requests by status, request times, upstream times, bytes sent, and causes of errors are recorded since \S+ \S+, and before that read from the logs; from \S+ \S+ to \S+ \S+ nothing was recorded, and the logs fill in\./
  );
  expect(words).toContain('Lists and lines come from the logs.');
  // Nothing is amiss with the newest: lines are waited for.
  await expect(page.getByRole('alert').filter({ hasText: 'have not been recorded' })).toHaveCount(0);

  // Recorded, filled and raw are one number.
  const truth = fleetRequests().length;
  await expect.poll(() => requests(page), SOON).toBeGreaterThan(0.99 * truth);
  expect(await requests(page)).toBeLessThan(1.01 * truth);
  expect(Math.abs((await requests(page)) - raw)).toBeLessThan(0.01 * truth);

  // Steps are of a minute: what is shorter is the part of one at an end of the hole. Only the workbench tells what was asked.
  if (!site.isGrafana) {
    const asked = await lokiQueries(site);
    expect(windowsOf(asked, 'ngx_status, ngx_virtual_host').filter((one) => one.endsWith('ms'))).not.toEqual([]);
  }
});

test('marks where a chart changes from the logs to the recording and back', async ({ page, site, configure }) => {
  test.skip(site.isGrafana, 'Grafana draws annotations in elements of its own');
  await configure(WITH_RECORDING);
  await page.goto(nginxUrl());
  await nginxIsThere(page);
  await expect(told(page)).toContainText('are recorded since', SOON);
  // Blue: from there on recorded; orange: from there on the logs. The first orange after that is a mark: bars of the incident are orange too, and later.
  const marks = async () => {
    const [begins, goesOn, ...more] = groups(await columnsOf(page, [87, 148, 242]));
    const ends = groups(await columnsOf(page, [255, 152, 48])).find((at) => at > (begins ?? NaN));
    return [begins, ends, goesOn, ...more];
  };
  await expect.poll(async () => (await marks()).length).toBe(3);
  const [begins = NaN, ends = NaN, goesOn = NaN] = await marks();
  const [hole] = RECORDED.missed;
  const minutes = (from = 0, to = 0) => (to - from) / 60;
  // Twenty minutes recorded, then ten that were not.
  const expected = minutes(RECORDED.from, hole?.from) / minutes(hole?.from, hole?.to);
  expect((ends - begins) / (goesOn - ends)).toBeGreaterThan(0.9 * expected);
  expect((ends - begins) / (goesOn - ends)).toBeLessThan(1.1 * expected);
});

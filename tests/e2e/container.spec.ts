import type { Locator, Page } from '@playwright/test';
import { logSources, streamsBetween } from '../../fleet/logStreams';
import { containerIsThere, containersUrl, containerUrl, logOf, tableIsThere, timesOf } from './support/pages';
import { expect, test } from './support/test';
import { FLEET, lastHours, TRUTH } from './support/testFleet';

const lines = (page: Page) => page.getByTestId('quayside-log-lines').locator(':scope > div');
const panel = (page: Page, title: string) =>
  page
    .getByTestId(`data-testid Panel header ${title}`)
    .or(page.getByRole('region', { name: title, exact: true }))
    .first();

/** The lines that a container wrote in the last hour, newest first. */
function writtenBy(host: string, name: string): string[] {
  const source = logSources(FLEET).find(({ container }) => container.host.id === host && container.name === name);
  const streams = source ? streamsBetween(FLEET, source, TRUTH.end - 3600, TRUTH.end) : [];
  return streams
    .flatMap(({ values }) => values)
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, line]) => line);
}

/** The text of each line of the log, without its time. */
const textsOf = (page: Page) =>
  lines(page).evaluateAll((rows) =>
    rows.map((row) => row.querySelector('time')?.parentElement?.lastElementChild?.textContent ?? '')
  );

/** How many pixels of a panel's graph are drawn on. */
const drawnPixels = (canvas: Locator) =>
  canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d');
    const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });

test('draws what a container uses', async ({ page }) => {
  // A container with a quota, on a host that exports disk traffic: no panel has a reason to be empty.
  await page.goto(containerUrl('app-2', 'report-render'));
  await containerIsThere(page);
  for (const title of ['Log lines', 'CPU', 'Throttled', 'Memory', 'Network', 'Disk', 'Pressure']) {
    await panel(page, title).scrollIntoViewIfNeeded();
    const canvas = panel(page, title).locator('canvas');
    await expect(canvas, title).toBeVisible();
    await expect.poll(() => drawnPixels(canvas), { message: title }).toBeGreaterThan(500);
  }
});

test('says why a panel is empty', async ({ page }) => {
  await page.goto(containerUrl('app-1', 'search'));
  await containerIsThere(page);
  await expect(panel(page, 'Throttled')).toContainText('No quota, so nothing throttles it.');
  await panel(page, 'Disk').scrollIntoViewIfNeeded();
  await expect(panel(page, 'Disk')).toContainText('disable_metrics=diskIO');
});

test.describe('lifecycle', () => {
  /** What happened within a time, as the fleet knows it: starts to the second, kills when they are. */
  function happened(host: string, name: string, hours: number) {
    const container = TRUTH.containers.find((one) => one.host === host && one.name === name);
    const from = TRUTH.end - hours * 3600;
    const within = (at: number | null): at is number => at !== null && at > from && at <= TRUTH.end;
    const lives = container?.lives ?? [];
    return {
      starts: lives.map((life) => life.from).filter(within),
      kills: lives
        .filter(({ ending }) => ending === 'oom')
        .map(({ to }) => to)
        .filter(within),
    };
  }

  /** What the strip shows: the title of each mark is its time and what happened. */
  async function shown(page: Page) {
    const titles = await page
      .getByTestId('quayside-lifecycle')
      .locator('[title]')
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('title') ?? ''));
    const of = (what: RegExp) =>
      titles
        .filter((title) => what.test(title))
        .map((title) => Date.parse(`${title.slice(0, 19).replace(' ', 'T')}Z`) / 1000)
        .sort((a, b) => a - b);
    return { starts: of(/: (Re)?[Ss]tarted/), kills: of(/killed|Killed/), titles };
  }

  for (const [host, name, hours] of [
    ['web-1', 'session-cache', 1],
    ['web-1', 'session-cache', 6],
    ['web-1', 'mailer', 0.5],
    ['web-1', 'shop-api', 2],
    ['app-1', 'search', 6],
  ] as const) {
    test(`of ${name} over ${hours} h is what happened`, async ({ page }) => {
      await page.goto(containerUrl(host, name, lastHours(hours)));
      await containerIsThere(page);
      const truth = happened(host, name, hours);
      const seen = await shown(page);
      expect(seen.starts).toEqual(truth.starts);
      expect(seen.kills).toHaveLength(truth.kills.length);
      for (const [at, kill] of seen.kills.entries()) {
        // The counter is read a scrape after the kill.
        expect(Math.abs(kill - (truth.kills[at] ?? NaN))).toBeLessThanOrEqual((hours * 3600) / 240 + 15);
      }
    });
  }

  test('tells a deploy from a restart, and names both images', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'shop-api'));
    await containerIsThere(page);
    await expect(page.getByTestId('quayside-lifecycle')).toContainText(/new image: \S+1\.9\.0, before \S+1\.8\.2/);
  });

  test('says that a container is gone, and since when', async ({ page }) => {
    await page.goto(containerUrl('app-1', 'invoice'));
    await containerIsThere(page);
    await expect(page.getByText('Gone for 10 min', { exact: true })).toBeVisible();
    await expect(page.getByTestId('quayside-lifecycle')).toContainText('Not seen any more');
    await expect(page.getByRole('region', { name: 'Findings' })).toContainText('A container is gone');
  });
});

test.describe('log', () => {
  test('shows every line of the container and of no other, newest first', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'session-cache'));
    await containerIsThere(page);
    const written = writtenBy('web-1', 'session-cache');
    await expect(logOf(page).getByRole('status')).toHaveText(`${written.length} lines, all in this range`);
    const texts = await textsOf(page);
    expect(texts).toEqual(written);
  });

  test('reads older lines when asked', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'edge'));
    await expect(logOf(page).getByRole('status')).toHaveText('the newest 200 lines');
    await expect(lines(page)).toHaveCount(200);
    await logOf(page).getByRole('button', { name: 'Read older lines' }).click();
    await expect.poll(() => lines(page).count()).toBeGreaterThan(300);
    const texts = await textsOf(page);
    // None twice and none left out where one page ends and the next begins.
    expect(texts).toEqual(writtenBy('web-1', 'edge').slice(0, texts.length));
  });

  test('is searched, and the search is in the address', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'session-cache'));
    await containerIsThere(page);
    await logOf(page).getByRole('textbox').fill('MEMORY');
    await page.keyboard.press('Enter');
    const wanted = writtenBy('web-1', 'session-cache').filter((line) => /memory/i.test(line));
    expect(wanted.length).toBeGreaterThan(0);
    await expect(lines(page)).toHaveCount(wanted.length);
    await expect(page).toHaveURL(/[?&]line=MEMORY/);
    await page.reload();
    await expect(lines(page)).toHaveCount(wanted.length);
    await expect(logOf(page).getByRole('textbox')).toHaveValue('MEMORY');
    await logOf(page).getByRole('textbox').fill('a"b\\c`d');
    await page.keyboard.press('Enter');
    await expect(page.getByText('No line contains that')).toBeVisible();
  });

  test('opens in Explore, and its query can be copied', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'session-cache'));
    await containerIsThere(page);
    const explore = logOf(page).getByRole('link', { name: 'Explore' });
    const panes = new URL((await explore.getAttribute('href')) ?? '', page.url()).searchParams.get('panes') ?? '{}';
    const { queries, datasource, range } = Object.values(JSON.parse(panes) as Record<string, Pane>)[0] ?? {};
    expect(datasource).toBe('quayside-loki');
    expect(timesOf(range ?? {})).toEqual(timesOf(lastHours()));
    await logOf(page).getByRole('button', { name: 'Copy query' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(queries?.[0]?.expr);
    await explore.click();
    await expect(page).toHaveURL(/\/explore\?/);
  });
});

interface Pane {
  datasource: string;
  queries: Array<{ expr: string }>;
  range: Record<string, string>;
}

test('opens a panel in Explore, and copies its query', async ({ page }) => {
  await page.goto(containerUrl('web-1', 'session-cache'));
  await containerIsThere(page);
  const menu = panel(page, 'Memory').getByRole('button', { name: 'Menu' });
  await panel(page, 'Memory').hover();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Copy query: Limit' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('container_spec_memory_limit_bytes');
  await panel(page, 'Memory').hover();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Explore: Working set' }).click();
  await expect(page).toHaveURL(/\/explore\?.*container_memory_working_set_bytes/);
});

test('shares one cursor among log and panels', async ({ page }) => {
  await page.goto(containerUrl('web-1', 'session-cache'));
  await containerIsThere(page);
  const cursor = panel(page, 'CPU').locator('.u-cursor-x');
  const positionOf = async () =>
    Number(/translate\((-?[\d.]+)px/.exec((await cursor.getAttribute('style')) ?? '')?.[1]);

  await lines(page).nth(2).hover();
  await expect.poll(positionOf).toBeGreaterThan(0);
  const newer = await positionOf();
  await lines(page).nth(12).hover();
  await expect.poll(positionOf).toBeLessThan(newer);

  // And the other way round: what was written near the cursor is marked.
  const background = (at: number) =>
    lines(page)
      .nth(at)
      .evaluate((row) => getComputedStyle(row).backgroundColor);
  await page.getByRole('heading', { level: 1 }).hover();
  const plain = await background(0);
  const box = await panel(page, 'CPU').locator('.u-over').boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) - 4, (box?.y ?? 0) + 10);
  await expect.poll(() => background(0)).not.toBe(plain);
});

test('marks what happened on every panel', async ({ page, site }) => {
  test.skip(site.isGrafana, 'Grafana draws annotations in elements of its own');
  await page.goto(containerUrl('web-1', 'session-cache'));
  await containerIsThere(page);
  // A start, which is drawn over the kill a second before it; the names of colours are Grafana's.
  const color = [255, 152, 48];
  const marked = () =>
    panel(page, 'Memory')
      .locator('canvas')
      .evaluate((element, [red = 0, green = 0, blue = 0]) => {
        const { width, height } = element as HTMLCanvasElement;
        const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        const columns = new Map<number, number>();
        for (let at = 0; at < data.length; at += 4) {
          const near = (value: number | undefined, wanted: number) => Math.abs((value ?? 0) - wanted) < 40;
          if (
            near(data[at], red) &&
            near(data[at + 1], green) &&
            near(data[at + 2], blue) &&
            (data[at + 3] ?? 0) > 100
          ) {
            columns.set((at / 4) % width, (columns.get((at / 4) % width) ?? 0) + 1);
          }
        }
        return Math.max(0, ...columns.values());
      }, color);
  // A mark is a dashed line from top to bottom.
  await expect.poll(marked).toBeGreaterThan(20);
});

test('leads to the neighbours on the host', async ({ page }) => {
  await page.goto(containerUrl('web-1', 'session-cache'));
  await containerIsThere(page);
  await page.getByRole('link', { name: 'Others on web-1' }).click();
  await tableIsThere(page);
  expect(new URL(page.url()).searchParams.get('host')).toBe('web-1');
});

test('asks which container, where the address names none', async ({ page }) => {
  await page.goto(containersUrl().replace('/containers?', '/containers/one?'));
  await expect(page.getByText('Which container?')).toBeVisible();
  await page.getByRole('link', { name: 'Choose one from the table.' }).click();
  await tableIsThere(page);
});

test('says that a container was not there at this time', async ({ page }) => {
  await page.goto(containerUrl('web-1', 'no-such-container'));
  await expect(page.getByText('Not there at this time')).toBeVisible();
  await expect(page.getByText('No log lines', { exact: true })).toBeVisible();
  await expect(page.getByText(/No start, kill or change of health/)).toBeVisible();
});

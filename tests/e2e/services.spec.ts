import type { Locator, Page } from '@playwright/test';
import { applications, codesOf, requestsOf } from '../../fleet/application';
import { runLoad } from '../../stack/chat/runLoad';
import { chatSettings } from '../../stack/chat/settings';
import { startChat } from '../../stack/chat/startChat';
import { waitFor } from '../../stack/native/waitFor';
import { startWorkbench } from '../../workbench/startWorkbench';
import { askLines, askPrometheus } from '../integration/support/ask';
import { startLoki, startScraping } from '../integration/support/servers';
import { problems } from './support/pages';
import { currentRun } from './support/run';
import { applicationIsThere, applicationsAreThere, servicesUrl } from './support/services';
import { expect, test } from './support/test';
import { FLEET } from './support/testFleet';

const card = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true });

/** The card of one metric, searched for and scrolled to: what nobody has seen is not drawn. */
async function see(page: Page, name: string): Promise<Locator> {
  const metrics = page.getByRole('region', { name: 'Metrics of the application' });
  await metrics.getByRole('textbox', { name: 'Only metrics that contain' }).fill(name);
  await expect(metrics.getByRole('status').first()).toHaveText(/^1 of \d+ metrics$/);
  await expect(async () => {
    await metrics.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await expect(card(page, name)).toBeVisible({ timeout: 500 });
  }).toPass();
  return card(page, name);
}

/** The share of requests that some instances of the shop answered with 5xx over the last `seconds` of the history. */
function failedShare(isOne: (instance: string) => boolean, seconds: number): number {
  const count = (test: (code: string) => boolean) =>
    applications(FLEET)
      .filter(({ job, instance }) => job === 'shop-api' && isOne(instance))
      .flatMap((one) =>
        one.routes.flatMap((route) =>
          codesOf(one, route)
            .filter(test)
            .map((code) => requestsOf(one, route, code, FLEET.end - seconds, FLEET.end))
        )
      )
      .reduce((sum, value) => sum + value, 0);
  return count((code) => code.startsWith('5')) / count(() => true);
}

/** The number in front of a per cent sign that stands under a title among the totals of the requests. */
async function percentOf(page: Page, title: string): Promise<number> {
  const text = await page.getByTestId('quayside-totals').first().innerText();
  return Number(new RegExp(`${title}\\s+([\\d.]+) %`).exec(text)?.[1] ?? NaN);
}

test.describe('applications of the fleet', () => {
  test('are listed with what they answer, and the one that fails since its deploy stands out', async ({ page }) => {
    await page.goto(servicesUrl());
    await applicationsAreThere(page);
    const rows = page.getByTestId('quayside-applications').getByRole('row');
    await expect(rows).toHaveCount(4);
    const shop = rows.filter({ hasText: 'shop-api' });
    await expect(shop).toContainText('2 up');
    const share = Math.round(failedShare(() => true, 300) * 100);
    await expect(shop.getByRole('cell').filter({ hasText: '%' })).toHaveText(
      new RegExp(`^(${share - 1}|${share}|${share + 1}) %$`)
    );
    await page.getByText('exporters and programs of the monitoring').click();
    await expect(rows).toHaveCount(6);
  });

  test('show requests, errors and logs of the same incident, and narrow to one instance', async ({ page }) => {
    await page.goto(servicesUrl());
    await page.getByRole('button', { name: 'shop-api' }).click();
    await applicationIsThere(page);
    await expect(page.getByText('http_requests_total by code; http_request_duration_seconds')).toBeVisible();
    expect(Math.abs((await percentOf(page, 'Failed')) - failedShare(() => true, 3600) * 100)).toBeLessThan(1);
    await expect(page.getByRole('link', { name: 'shop-api on web-1' })).toHaveAttribute(
      'href',
      /containers\/one\?.*host=web-1/
    );
    await expect(page.getByRole('region', { name: 'Logs of the application' })).toContainText('TypeError');

    await page.getByRole('button', { name: 'web-1:3100' }).click();
    await expect(page).toHaveURL(/instance=web-1/);
    await expect
      .poll(async () =>
        Math.abs((await percentOf(page, 'Failed')) - failedShare((one) => one === 'web-1:3100', 3600) * 100)
      )
      .toBeLessThan(1.5);
    await page.goBack();
    await expect
      .poll(async () => Math.abs((await percentOf(page, 'Failed')) - failedShare(() => true, 3600) * 100))
      .toBeLessThan(1);
    await page.goBack();
    await applicationsAreThere(page);
  });

  test('are searched, taken apart by a label, and found again under the same address', async ({ page }) => {
    await page.goto(servicesUrl({ job: 'shop-api' }));
    await applicationIsThere(page);
    await see(page, 'http_requests_total');
    await expect(page).toHaveURL(/q=http_requests_total/);
    await expect(page.getByRole('article')).toHaveCount(1);
    await page.getByRole('button', { name: 'Break down http_requests_total' }).click();
    const apart = page.getByRole('region', { name: 'http_requests_total, broken down' });
    await expect(apart).toContainText('Rate by code');
    await apart.getByRole('combobox', { name: 'By' }).click();
    await page.getByRole('option', { name: 'route' }).click();
    await expect(apart).toContainText('All 4 values.');
    await expect(apart).toContainText('/api/v1/search');
    await page.goto(page.url());
    await expect(apart).toContainText('/api/v1/search');
  });

  for (const [fault, says] of [
    ['500', /Prometheus answered with an error/],
    ['down', /Prometheus (cannot be reached|did not answer)/],
    ['empty', /scrapes no application/],
  ] as const) {
    test.describe(`with a Prometheus that is ${fault}`, () => {
      test.use({ expectedErrors: [/Failed to load resource/] });
      test('the page says so', async ({ page, fail }) => {
        await fail({ prometheus: fault });
        await page.goto(servicesUrl());
        await expect(problems(page).first()).toContainText(says);
      });
    });
  }

  test('that are not there are said to be', async ({ page }) => {
    await page.goto(servicesUrl({ job: 'no "such} job' }));
    await expect(page.getByText('Nothing is scraped under the job no "such} job at this time')).toBeVisible();
  });
});

test('the chat service: its four types are drawn, and what it pushes to Loki stands beside them', async ({
  page,
  site,
}) => {
  test.skip(site.isGrafana, 'its own servers are the workbench’s alone');
  test.setTimeout(300_000);
  const distDir = currentRun().servers?.distDir ?? '';
  const stop: Array<() => Promise<void>> = [];
  try {
    const loki = await startLoki();
    stop.push(() => loki.stop());
    const chat = await startChat(
      chatSettings({
        CHAT_PORT: '0',
        CHAT_LOG: 'loki',
        LOKI_URL: loki.url,
        LOKI_LABELS: 'job=chat,host=web-1,container=chat',
      })
    );
    stop.push(() => chat.stop());
    const every = { job_name: 'chat', scrape_interval: '1s', scrape_timeout: '1s' };
    const prometheus = await startScraping([{ ...every, static_configs: [{ targets: [new URL(chat.url).host] }] }], 1);
    stop.push(() => prometheus.stop());
    const load = new AbortController();
    const talking = runLoad({
      url: chat.url,
      clients: 30,
      rooms: 2,
      messagesPerSecond: 20,
      badShare: 0.2,
      signal: load.signal,
    });
    stop.push(async () => {
      load.abort();
      await talking;
    });
    const workbench = await startWorkbench({
      prometheusUrl: prometheus.url,
      lokiUrl: loki.url,
      distDir,
      settings: {},
      scrapeInterval: '1s',
    });
    stop.push(
      () => workbench.stop(),
      // The page must not ask a workbench that is gone.
      async () => void (await page.goto('about:blank'))
    );
    const pushed = await waitFor(
      'lines that the chat has pushed',
      async () => {
        const now = Math.floor(Date.now() / 1000);
        const lines = await askLines(loki.url, '{container="chat"} |= "joined"', now - 300, now + 60);
        return lines.length >= 30 ? lines : undefined;
      },
      { deadlineMs: 60_000 }
    );
    expect(JSON.parse(pushed[0] ?? '{}')).toMatchObject({ level: 'info', event: 'joined' });
    await waitFor(
      'a whole minute of metrics',
      async () => {
        const rates = await askPrometheus(
          prometheus.url,
          'rate(chat_messages_total{outcome="accepted"}[1m]) > 5',
          // Steps end at whole minutes.
          Math.floor(Date.now() / 60_000) * 60
        );
        return rates.length > 0 || undefined;
      },
      { deadlineMs: 150_000 }
    );

    await page.goto(`${workbench.url}/a/quayside-monitoring-app/services?from=now-15m&to=now`);
    await page.getByRole('button', { name: 'chat', exact: true }).click();
    for (const [name, type, help] of [
      ['chat_messages_total', 'counter', 'Messages that clients sent'],
      ['chat_connected_clients', 'gauge', 'Clients that are connected now.'],
      ['chat_message_latency_seconds', 'histogram', 'From the arrival of a message'],
      ['chat_broadcast_seconds', 'summary', 'Time to hand one message'],
    ] as const) {
      const one = await see(page, name);
      await expect(one).toContainText(help);
      await expect(one.getByText(type, { exact: true })).toBeVisible();
      // Drawn, and not said to be empty.
      await expect(one.locator('canvas').first()).toBeVisible();
      await expect(one.getByText(/No value|Nothing was observed/)).toHaveCount(0);
    }
    await expect(card(page, 'chat_broadcast_seconds').getByText('0.99')).toBeVisible();
    const latency = await see(page, 'chat_message_latency_seconds');
    await expect(latency.getByRole('img', { name: /^Distribution of/ })).toBeVisible();
    await expect(latency.getByText('p99')).toBeVisible();
    await expect(page.getByText('chat_messages_total by outcome; chat_message_latency_seconds')).toBeVisible();
    const logs = page.getByRole('region', { name: 'Logs of the application' });
    await logs.scrollIntoViewIfNeeded();
    await expect(logs).toContainText('container is called chat');
    await expect(logs).toContainText('"event":"refused"');
  } finally {
    for (const end of stop.reverse()) {
      await end();
    }
  }
});

import type { Page } from '@playwright/test';
import { applications, codesOf, requestsOf } from '../../fleet/application';
import { problems } from './support/pages';
import { applicationIsThere, applicationsAreThere, see, servicesUrl } from './support/services';
import { expect, test } from './support/test';
import { FLEET } from './support/testFleet';

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
    await expect(page.getByText('Nothing was scraped under the job no "such} job in this range')).toBeVisible();
  });
});

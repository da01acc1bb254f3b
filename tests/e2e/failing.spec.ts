import type { Page } from '@playwright/test';
import type { Faults } from '../../workbench/server/WorkbenchState';
import {
  containersUrl,
  containerUrl,
  overviewIsThere,
  overviewUrl,
  problems,
  SETUP_URL,
  tableIsThere,
} from './support/pages';
import { expect, test } from './support/test';

// The browser itself says on the console that a request was answered with an error.
test.use({ expectedErrors: [/Failed to load resource/] });

const PAGES = {
  overview: overviewUrl(),
  containers: containersUrl(),
  groups: containersUrl({ group: 'project' }),
  container: containerUrl('web-1', 'session-cache'),
};
type Name = keyof typeof PAGES;

interface State {
  faults: Partial<Faults>;
  /** What each page names as missing; a page that is left out is whole. */
  says: Partial<Record<Name, RegExp[]>>;
}

const onAll = (...says: RegExp[]): State['says'] => ({
  overview: says,
  containers: says,
  groups: says,
  container: says,
});

const NO_PROMETHEUS = /no Prometheus data source/;
const NO_LOKI = /no Loki data source/;

/** Grafana keeps to itself why a Prometheus gave no answer: it may be down, or too slow. */
const SILENT = /Prometheus (cannot be reached|did not answer)/;

// Grafana tells of a Loki that fails no more than what these allow.
const STATES: Record<string, State> = {
  'without data sources': {
    faults: { datasources: 'none' },
    says: { ...onAll(NO_PROMETHEUS), overview: [NO_PROMETHEUS, NO_LOKI] },
  },
  'with Loki only': { faults: { datasources: 'loki' }, says: onAll(NO_PROMETHEUS) },
  'without Loki': { faults: { datasources: 'prometheus' }, says: { overview: [NO_LOKI], container: [NO_LOKI] } },
  'with Prometheus down': { faults: { prometheus: 'down' }, says: onAll(SILENT) },
  'with Prometheus failing': { faults: { prometheus: '500' }, says: onAll(/Prometheus answered with an error/) },
  'with Prometheus too slow': {
    faults: { prometheus: 'timeout' },
    says: onAll(SILENT),
  },
  'with an empty Prometheus': { faults: { prometheus: 'empty' }, says: onAll(/Prometheus has no containers/) },
  'with Loki down': {
    faults: { loki: 'down' },
    says: { overview: [/Loki cannot be reached/], container: [/Loki cannot be reached/] },
  },
  'with Loki failing': {
    faults: { loki: '500' },
    says: { container: [/Loki (answered with an error|refused a query)/] },
  },
  'with Loki too slow': { faults: { loki: 'timeout' }, says: { container: [/Loki did not answer in time/] } },
  'with both down': {
    faults: { prometheus: 'down', loki: 'down' },
    says: {
      ...onAll(SILENT),
      container: [SILENT, /Loki cannot be reached/],
    },
  },
};

/** What a page shows where nothing is missing that it needs. */
const WHOLE: Record<Name, (page: Page) => Promise<void>> = {
  overview: overviewIsThere,
  containers: tableIsThere,
  groups: (page) => expect(page.getByTestId('quayside-groups')).toBeVisible(),
  container: (page) => expect(page.getByTestId('quayside-lifecycle')).toBeVisible(),
};

for (const [state, { faults, says }] of Object.entries(STATES)) {
  // That pages without logs do not mind how Loki fails need not be shown for each way.
  const names = faults.loki && faults.loki !== 'down' ? (['container'] as const) : (Object.keys(PAGES) as Name[]);
  for (const name of names) {
    const expected = says[name] ?? [];
    test(`${name} ${state} ${expected.length > 0 ? 'says what is missing' : 'is whole'}`, async ({
      page,
      fail,
    }, info) => {
      await fail(faults);
      await page.goto(PAGES[name]);
      for (const text of expected) {
        const problem = problems(page).filter({ hasText: text }).first();
        await expect(problem).toBeVisible();
        await expect(problem).toContainText(/What to do|Add one under/);
        await expect(problem).toHaveRole(text === NO_LOKI ? 'status' : 'alert');
      }
      if (expected.length === 0) {
        await WHOLE[name](page);
        await expect(problems(page)).toHaveCount(0);
      }
      await expect(page.getByText('Loading…')).toHaveCount(0);
      const path = info.outputPath(`${name} ${state}.png`);
      await page.screenshot({ path, fullPage: true });
      info.attachments.push({ name: `${name} ${state}`, path, contentType: 'image/png' });
    });
  }
}

test('a container’s log is read although Prometheus is down', async ({ page, fail }) => {
  await fail({ prometheus: 'down' });
  await page.goto(PAGES.container);
  await expect(page.getByTestId('quayside-log-lines')).toContainText('connection from');
});

test('a container’s panels are drawn although Loki is down', async ({ page, fail }) => {
  await fail({ loki: 'down' });
  await page.goto(PAGES.container);
  await expect(page.getByTestId('quayside-lifecycle')).toContainText('Killed for want of memory');
  await expect(page.locator('canvas').first()).toBeVisible();
});

test('pages recover by themselves when they are refreshed', async ({ page, fail }) => {
  await fail({ prometheus: 'down' });
  await page.goto(PAGES.overview);
  await expect(problems(page).first()).toBeVisible();
  await fail({ prometheus: 'ok' });
  await page.getByTestId('data-testid RefreshPicker run button').click();
  await overviewIsThere(page);
  await expect(problems(page)).toHaveCount(0);
});

test('what was known stays while Prometheus is away', async ({ page, fail }) => {
  await page.goto(PAGES.containers);
  await tableIsThere(page);
  await fail({ prometheus: 'down' });
  await page.getByRole('columnheader', { name: 'Memory', exact: true }).getByRole('button').click();
  await expect(problems(page).first()).toContainText(SILENT);
  await expect(page.getByTestId('quayside-fleet').getByRole('row')).not.toHaveCount(0);
});

test('a viewer sees the pages, and is told that settings are not theirs', async ({ page, fail }) => {
  await fail({ role: 'Viewer' });
  await page.goto(PAGES.overview);
  await overviewIsThere(page);
  await expect(problems(page)).toHaveCount(0);
  await page.goto(PAGES.containers);
  await tableIsThere(page);
  await page.goto(SETUP_URL);
  await expect(page.getByText('You may look at these settings, and not store them')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
});

import { test as base, type ConsoleMessage } from '@playwright/test';
import type { Faults } from '../../../workbench/server/WorkbenchState';
import { BROWSER_ARGS } from './findBrowser';
import { currentRun } from './run';
import { openSite, SETTINGS, type Site } from './site';

const HEALTHY: Faults = { prometheus: 'ok', loki: 'ok', datasources: 'both', role: 'Admin' };

interface TestFixtures {
  /** Makes data sources fail for this test; skips it on a real Grafana, which cannot be told to. */
  fail: (faults: Partial<Faults>) => Promise<void>;
  /** Stores settings for this test. */
  configure: (jsonData: unknown) => Promise<void>;
  /** Errors on the console that this test is about; all others fail it. */
  expectedErrors: RegExp[];
}

interface WorkerFixtures {
  site: Site;
}

/** Grafana says by 404 that there are no rules of ours yet, which the browser writes to its console. */
const NO_RULES_YET = /404 \(Not Found\) \(.*\/(?:api\/ruler|rule-groups)\//;

/** By 404 it says that nobody has stored Quayside's texts of notifications yet. */
const NO_TEXTS_YET = /404 \(Not Found\) \(.*\/provisioning\/templates\/quayside/;

/** By 400 Loki says that a list has more values than it counts at once: the page then asks in pieces. */
const TOO_MANY_SERIES = /400 \(Bad Request\) \(.*\/api\/ds\/query\?ds_type=loki/;

/** Playwright's test on the pages of the plugin: no test passes with an uncaught error or an error on the console. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  launchOptions: [
    async ({}, use) => {
      const { executablePath, env } = currentRun().browser;
      const variables = Object.fromEntries(
        Object.entries({ ...process.env, ...env }).filter((entry): entry is [string, string] => entry[1] !== undefined)
      );
      await use({ args: BROWSER_ARGS, env: variables, ...(executablePath ? { executablePath } : {}) });
    },
    { scope: 'worker' },
  ],
  site: [
    async ({}, use) => {
      const site = await openSite();
      try {
        await use(site);
      } finally {
        await site.stop();
      }
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ site }, use) => use(site.url),
  expectedErrors: [[], { option: true }],
  fail: async ({ site }, use) => {
    base.skip(site.isGrafana, 'only the workbench can be told to fail');
    await use((faults) => site.fail(faults));
    await site.fail(HEALTHY);
  },
  configure: async ({ site }, use) => {
    await use((jsonData) => site.configure(jsonData));
    await site.configure(SETTINGS);
  },
  page: async ({ page, expectedErrors, site }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && isOurs(message, site)) {
        errors.push(`${message.text()} (${message.location().url})`);
      }
    });
    await use(page);
    const allowed = [NO_RULES_YET, NO_TEXTS_YET, TOO_MANY_SERIES, ...expectedErrors];
    const unexpected = errors.filter((text) => !allowed.some((expected) => expected.test(text)));
    base.expect(unexpected, 'errors in the browser').toEqual([]);
    await base.expect(page.getByText(/The page failed|An unexpected error happened/), 'error boundary').toHaveCount(0);
  },
});

/** A real Grafana writes errors of its own to the console, of parts that no page of the plugin uses. */
function isOurs(message: ConsoleMessage, site: Site): boolean {
  return !site.isGrafana || message.location().url.includes('/public/plugins/quayside-monitoring-app/');
}

export { expect } from '@playwright/test';

import { defineConfig } from '@playwright/test';

/** Pages in a browser, on a real Prometheus and a real Loki. The browser is found by tests/e2e/support/findBrowser.ts. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  globalSetup: './tests/e2e/support/globalSetup.ts',
  reporter: [['list']],
  // Each worker has a workbench of its own, so that a failure injected by one test is not seen by another; a real Grafana
  // is one for all, and so are its settings.
  workers: process.env['QUAYSIDE_GRAFANA_URL'] ? 1 : 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A machine that does much else besides may miss a deadline once; what passes only then is listed as flaky.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
    screenshot: 'only-on-failure',
  },
});

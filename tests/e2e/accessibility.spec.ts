import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { overviewUrl, problems } from './support/pages';
import { expect, test } from './support/test';
import { THEMES, VIEWS } from './support/views';

/** What is not the plugin's to mend, and why. */
const EXCLUDED: Array<{ selector: string; reason: string }> = [
  {
    selector: '[data-testid="data-testid TimePicker Open Button"]',
    reason: 'Grafana’s own time picker writes the name of the time zone in an orange that is too pale on light grey',
  },
];

async function violationsOf(page: Page): Promise<string[]> {
  const builder = EXCLUDED.reduce(
    (axe, { selector }) => axe.exclude(selector),
    new AxeBuilder({ page }).include('main')
  );
  const { violations } = await builder.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`)
    );
}

for (const theme of THEMES) {
  for (const [name, { url, isThere }] of Object.entries(VIEWS)) {
    test(`${name}, ${theme}, has no serious barrier`, async ({ page }) => {
      await page.goto(`${url}&theme=${theme}`);
      await isThere(page);
      expect(await violationsOf(page)).toEqual([]);
    });
  }

  test(`a problem, ${theme}, has no serious barrier`, async ({ page, fail }) => {
    await fail({ prometheus: 'empty', datasources: 'prometheus' });
    await page.goto(`${overviewUrl()}&theme=${theme}`);
    await expect(problems(page)).toHaveCount(2);
    expect(await violationsOf(page)).toEqual([]);
  });
}

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What is not the plugin's to mend, and why. */
const EXCLUDED: Array<{ selector: string; reason: string }> = [
  {
    selector: '[data-testid="data-testid TimePicker Open Button"]',
    reason: 'Grafana’s own time picker writes the name of the time zone in an orange that is too pale on light grey',
  },
];

/** The serious barriers of a page as axe finds them, each with where it is and what is wrong. */
export async function violationsOf(page: Page): Promise<string[]> {
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

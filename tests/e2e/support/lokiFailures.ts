import type { Page, TestInfo } from '@playwright/test';
import type { Faults } from '../../../workbench/server/WorkbenchState';
import { problems } from './pages';
import { expect } from './test';

interface LokiFailure {
  /** What Loki does, after “it”. */
  does: string;
  faults: Partial<Faults>;
  /** What pages about logs then say. */
  says: RegExp;
}

/** The ways in which Loki fails. */
export const LOKI_FAILURES: readonly LokiFailure[] = [
  { does: 'is missing', faults: { datasources: 'prometheus' }, says: /no Loki data source/ },
  { does: 'is down', faults: { loki: 'down' }, says: /Loki cannot be reached/ },
  { does: 'fails', faults: { loki: '500' }, says: /Loki answered with an error/ },
  { does: 'is too slow', faults: { loki: 'timeout' }, says: /Loki did not answer in time/ },
  { does: 'has too much to do', faults: { loki: '429' }, says: /Loki has too much to do/ },
];

/** The page says how Loki fails, and what to do; a picture of it is kept. */
export async function tellsOf({ does, says }: LokiFailure, page: Page, info: TestInfo, name: string): Promise<void> {
  const problem = problems(page).filter({ hasText: says }).first();
  await expect(problem).toBeVisible();
  await expect(problem).toContainText(/What to do|Add one under/);
  const path = info.outputPath(`${name} ${does}.png`);
  await page.screenshot({ path, fullPage: true });
  info.attachments.push({ name: `${name} ${does}`, path, contentType: 'image/png' });
}

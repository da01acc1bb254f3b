import { checkById } from '../../src/checks/catalog';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import type { TextPart } from '../../src/checks/rules/ruleText';
import { DOCKER } from '../../src/signals/conventions';
import { expect, test } from './support/test';
import { END_MS } from './support/testFleet';

/** The link of an alert with these labels, as the rule's template makes it of them. */
function linkOf(check: string, labels: Record<string, string>): string {
  const rule = alertRuleOf({ check: checkById(check), parameters: {} }, { conventions: DOCKER, grafanaUrl: '' });
  const written = (part: TextPart) =>
    typeof part === 'string' ? part : 'label' in part ? encodeURIComponent(labels[part.label] ?? '') : '';
  return (rule.annotations['quayside_link'] ?? []).map(written).join('');
}

/** It is over: a time that lasts until today is longer than Loki reads. */
const OVER = `since=${END_MS - 1_800_000}&until=${END_MS}`;

test('the link of a container’s alert leads to that container, over the time of the alert', async ({ page }) => {
  // The host has another name on the pages than where the rule was evaluated.
  const link = linkOf('memory-near-limit', { instance: '10.0.0.5:8080', name: 'session-cache' });
  await page.goto(`${link}&${OVER}`);
  await expect(page.getByRole('heading', { level: 1, name: 'session-cache' })).toBeVisible();
  const address = new URL(page.url());
  expect(address.pathname).toMatch(/\/containers\/one$/);
  expect(address.searchParams.get('host')).toBe('web-1');
  expect(Date.parse(address.searchParams.get('from') ?? '')).toBeLessThan(END_MS - 1_800_000);
});

test('the link of an alert of Loki’s ruler leads to the container whose log it is', async ({ page }) => {
  await page.goto(`${linkOf('exceptions-jump', { host: 'web-1', container: 'session-cache' })}&${OVER}`);
  await expect(page.getByRole('heading', { level: 1, name: 'session-cache' })).toBeVisible();
  expect(new URL(page.url()).pathname).toMatch(/\/containers\/one$/);
  expect(new URL(page.url()).searchParams.get('host')).toBe('web-1');
});

test('the link of an alert about everything leads to its check, with the numbers that it was installed with', async ({
  page,
}) => {
  const choice = 'memory-near-limit?p.share=0.5&severity=critical';
  await page.goto(`/a/quayside-monitoring-app/alert?check=${encodeURIComponent(choice)}`);
  await expect(page).toHaveURL(/\/alerts\/check\?/);
  await expect(page.getByLabel('Share of the limit')).toHaveValue('50');
});

test('the link of a host’s alert leads to what runs there', async ({ page }) => {
  await page.goto(linkOf('target-down', { job: 'cadvisor', instance: 'app-3:8080' }));
  await expect(page).toHaveURL(/\/containers\?(?:.*&)?host=app-3/);
});

test('the link of an alert that nobody knows any more leads to the alerts', async ({ page }) => {
  await page.goto('/a/quayside-monitoring-app/alert?check=of-yesterday');
  await expect(page).toHaveURL(/\/alerts\?/);
  await expect(page.getByRole('heading', { level: 1, name: 'Alerts' })).toBeVisible();
});

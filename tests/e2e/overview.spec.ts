import { CHECKS } from '../../src/checks/catalog';
import { checksOf, withAlongside } from '../integration/support/checkNumbers';
import { overviewIsThere, overviewUrl, readTable, timesOf } from './support/pages';
import { expect, test } from './support/test';
import { lastHours, TRUTH } from './support/testFleet';

/** Checks of what a container or host of the fleet does by itself: the page names it by both. */
const OF_PLACES: ReadonlySet<string> = new Set(['container', 'host', 'target']);
/** Nobody has given the list of expected containers, and there is no day before. */
const NOT_HERE: readonly string[] = ['expected-container-missing', 'container-missing-since-before'];

const titlesOf = (names: readonly string[]) =>
  CHECKS.filter(({ id }) => withAlongside(checksOf(names)).includes(id)).map(({ title }) => title);

const lasting = TRUTH.incidents.filter(({ end }) => end === null);
const expected = lasting.flatMap(({ host, container, expects }) =>
  CHECKS.filter(
    ({ id, subject, source }) =>
      checksOf(expects).includes(id) && !NOT_HERE.includes(id) && OF_PLACES.has(subject) && source === 'metrics'
  ).map(({ title }) => ({ host, container, title }))
);

/** Prometheus still answers for what it saw in the last five minutes: a container that restarts just now is counted. */
const ranLately = ({ lives }: (typeof TRUTH.containers)[number]) =>
  lives.some(({ to }) => to === null || to > TRUTH.end - 300);

test.beforeEach(async ({ page }) => {
  await page.goto(overviewUrl());
  await overviewIsThere(page);
});

test('lists every incident under its exact container and host', async ({ page }) => {
  const distinct = new Set(expected.map(({ title }) => title));
  expect(distinct.size, 'checks that the fleet gives cause to').toBeGreaterThanOrEqual(12);
  for (const { host, container, title } of expected) {
    const link = page.getByRole('link', { name: container ?? host, exact: true });
    const group = page
      .getByRole('region', { name: 'Finding', exact: true })
      .filter({ has: link, hasText: container ? `${container} on ${host}` : host });
    await expect(group, `${title}: ${container ?? ''} on ${host}`).toHaveCount(1);
    await expect(group).toContainText(title);
  }
});

test('invents none', async ({ page }) => {
  const incidents = lasting.map(({ host, container, expects, tolerates }) => ({
    names: [host, container].filter((name) => name !== undefined),
    titles: titlesOf([...expects, ...tolerates]),
  }));
  const groups = await page.getByRole('region', { name: 'Finding', exact: true }).all();
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) {
    const text = await group.innerText();
    const titles = CHECKS.map(({ title }) => title).filter((title) => text.includes(title));
    expect(titles.length, text).toBeGreaterThan(0);
    for (const title of titles) {
      // Some happens to both the host and the container that a group names.
      const told = incidents.filter(({ names }) => names.some((name) => text.includes(name)));
      expect(
        told.flatMap((incident) => incident.titles),
        text
      ).toContain(title);
    }
  }
});

test('leads from a finding to its container', async ({ page }) => {
  await page.getByTestId('quayside-findings').getByRole('link', { name: 'orders', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'orders', level: 1 })).toBeVisible();
  await expect(page.getByText('on app-1', { exact: true })).toBeVisible();
  const { host, container, ...time } = Object.fromEntries(new URL(page.url()).searchParams);
  expect([host, container]).toEqual(['app-1', 'orders']);
  expect(timesOf(time)).toEqual(timesOf(lastHours()));
});

test('counts its findings by severity', async ({ page }) => {
  const severities = CHECKS.filter(({ title }) => expected.some((one) => one.title === title));
  for (const severity of ['critical', 'warning', 'info']) {
    await expect(page.getByText(new RegExp(`^[1-9]\\d* ${severity}$`))).toBeVisible();
  }
  expect(severities.map(({ severity }) => severity)).toContain('info');
});

test('says what a finding means, and hands out its query', async ({ page }) => {
  const [check] = CHECKS.filter(({ id }) => id === 'memory-will-reach-limit');
  await page.getByRole('button', { name: `What “${check?.title}” means, and what to do first` }).hover();
  await expect(page.getByText(check?.meaning ?? '', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `Copy the query of “${check?.title}”` }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('name="orders"');
});

test('shows each host with what it has left, those that do not answer first', async ({ page }) => {
  const cards = page.getByTestId('quayside-hosts').getByRole('listitem');
  const isAway = ({ outages }: (typeof TRUTH.hosts)[number]) => outages.some(({ to }) => to === null);
  await expect(cards).toHaveCount(TRUTH.hosts.length);
  for (const host of TRUTH.hosts) {
    const card = cards.filter({ has: page.getByRole('link', { name: host.id, exact: true }) });
    if (isAway(host)) {
      await expect(card).toContainText('Does not answer');
      await expect(card.getByRole('meter')).toHaveCount(0);
      continue;
    }
    const running = TRUTH.containers.filter((container) => container.host === host.id && ranLately(container));
    await expect(card).toContainText(`${running.length} containers, ${host.cores} cores`);
    await expect(card.getByRole('meter')).toHaveCount(3);
  }
  await expect(cards.first()).toContainText('Does not answer');
});

test('leads from a host to its containers', async ({ page }) => {
  await page.getByTestId('quayside-hosts').getByRole('link', { name: 'app-2', exact: true }).click();
  const rows = await readTable(page);
  expect(new Set(rows.map((row) => row['Host']))).toEqual(new Set(['app-2']));
});

test('leads to the query of exactly the disk that fills', async ({ page }) => {
  const [check] = CHECKS.filter(({ id }) => id === 'host-disk-will-be-full');
  const [filling] = lasting.filter(({ kind }) => kind === 'disk-fills');
  const mountpoint = '/var/lib/docker';
  const chart = page.getByLabel(new RegExp(`^${check?.title}, ${mountpoint} on ${filling?.host} .*: the last`));
  await expect(chart).toBeVisible();
  await page
    .getByRole('button', { name: `Copy the query of “${check?.title}”` })
    .first()
    .click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain(`"mountpoint", "${mountpoint}", "", "")`);
});

test.describe('with an Alertmanager that does not answer', () => {
  test.use({ expectedErrors: [/status of 502/] });

  test('says what is not known then', async ({ page }) => {
    await page.route('**/api/alertmanager/**', (route) =>
      route.fulfill({ status: 502, json: { message: 'connection refused' } })
    );
    // Rules and silences are of now: of the past nobody tells.
    await page.goto(overviewUrl({ from: 'now-1h', to: 'now' }));
    const notice = page.getByTestId('quayside-unknown-alerts');
    await expect(notice).toContainText('What is silenced there, and alerts that nobody else knows, are missing here');
    await expect(notice).toContainText('connection refused');
  });
});

import { CHECKS } from '../../src/checks/catalog';
import { containerUrl, overviewIsThere, overviewUrl } from './support/pages';
import { expect, test } from './support/test';
import { TRUTH } from './support/testFleet';

/** The fleet numbers the checks in the order in which the catalog has them. */
const titleOf = (number: string) => CHECKS[Number(number.replace('check-', '')) - 1]?.title;

const lasting = TRUTH.incidents.filter(({ end }) => end === null);
const expected = lasting.flatMap(({ host, container, expects }) =>
  expects.flatMap((number) => {
    const title = titleOf(number);
    return title === undefined ? [] : [{ host, container, title }];
  })
);

test.beforeEach(async ({ page }) => {
  await page.goto(overviewUrl());
  await overviewIsThere(page);
});

test('lists every incident under its exact container and host', async ({ page }) => {
  const distinct = new Set(expected.map(({ title }) => title));
  expect(distinct.size, 'checks that the fleet gives cause to').toBe(10);
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
  const allowed = TRUTH.incidents.flatMap(({ host, container, expects, tolerates }) =>
    [...expects, ...tolerates].map((number) => `${container ? `${container} on ${host}` : host}: ${titleOf(number)}`)
  );
  const groups = await page.getByRole('region', { name: 'Finding', exact: true }).all();
  for (const group of groups) {
    const subject = await group.getByRole('heading').innerText();
    const text = await group.innerText();
    const titles = CHECKS.map(({ title }) => title).filter((title) => text.includes(title));
    expect(titles.length, text).toBeGreaterThan(0);
    for (const title of titles) {
      expect(allowed).toContain(`${subject}: ${title}`);
    }
  }
});

import type { Locator, Page } from '@playwright/test';
import { CHECKS, checkById } from '../../src/checks/catalog';
import { alertLinkUrl, alertsUrl, containerIsThere, containerUrl, problems } from './support/pages';
import { SETTINGS } from './support/site';
import { expect, test } from './support/test';
import { lastHours } from './support/testFleet';

const titleOf = (id: string) => checkById(id).title;

const count = (page: Page): Locator => page.getByTestId('quayside-replay-count');
const changes = (page: Page): Locator => page.getByTestId('quayside-changes');
const summary = (page: Page): Locator => page.getByRole('region', { name: 'What changes' }).locator('p[role=status]');

/** The install page with some checks chosen. Each test has a group of its own: a worker's rules are one for all tests. */
const installUrl = (group: string, ...ids: string[]) => alertsUrl('install', { pick: ids.join(','), group });

/** A real Grafana evaluates a group once a minute, and not at once when it is stored. */
const EVALUATED = { timeout: 150_000 };
test.describe.configure({ timeout: 480_000 });

async function install(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Install \d+$/ }).click();
  await expect(page.getByTestId('quayside-verified')).toContainText(/healthy/, EVALUATED);
}

async function removeAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Remove \d+$/ }).click();
  await expect(page.getByText(/rules? (was|were) removed/)).toBeVisible();
}

// A group or a namespace that is not there yet is a 404, of which the browser tells on the console.
const NOTHING_YET = /404 .*(rule-groups|api\/ruler)/;
test.use({ expectedErrors: [NOTHING_YET] });

test.describe('the gallery', () => {
  test('lists every check by its kind, and finds one by a word', async ({ page }) => {
    await page.goto(alertsUrl('', { view: 'checks' }));
    for (const { title } of CHECKS) {
      await expect(page.getByRole('listitem', { name: title, exact: true })).toBeVisible();
    }
    await page.getByRole('textbox', { name: 'Search the checks' }).fill('throttled');
    await expect(page.getByRole('listitem', { name: titleOf('cpu-throttled'), exact: true })).toBeVisible();
    await expect(page.getByRole('listitem', { name: titleOf('oom-kill'), exact: true })).toHaveCount(0);
    await expect(page).toHaveURL(/q=throttled/);
  });

  test('leads to installing what is chosen', async ({ page }) => {
    await page.goto(alertsUrl('', { view: 'checks' }));
    await page.getByRole('checkbox', { name: `Choose “${titleOf('oom-kill')}”` }).check({ force: true });
    await page.getByRole('link', { name: 'Install 1' }).click();
    await expect(changes(page)).toContainText(titleOf('oom-kill'));
  });
});

test.describe('a check on one’s own data', () => {
  const url = () => alertsUrl('check', { ...lastHours(6), check: 'memory-near-limit', span: 'picked' });

  test('says when it would have fired, of what', async ({ page }) => {
    await page.goto(url());
    await expect(count(page)).toContainText(/would have fired \d+ times/);
    // The fleet has one that is always near its limit, and one that climbs to it and is killed.
    const table = page.getByTestId('quayside-firings');
    await expect(table.getByRole('link', { name: 'session-cache on web-1' }).first()).toBeVisible();
    await expect(table).toContainText('still fires');
    await expect(page.getByTestId('quayside-firing-span').first()).toBeAttached();
  });

  test('counts anew while the threshold is moved, without asking again', async ({ page }) => {
    await page.goto(url());
    await expect(count(page)).toContainText(/would have fired \d+ times/);
    const before = await count(page).innerText();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (/query/.test(request.url())) {
        asked.push(request.url());
      }
    });
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await slider.focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await expect(count(page)).not.toHaveText(before);
    await expect(page).toHaveURL(/p\.share/);

    const box = await slider.boundingBox();
    const moved = await count(page).innerText();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 120, { steps: 5 });
    await expect(count(page), 'while it is dragged').not.toHaveText(moved);
    await page.mouse.up();
    expect(asked).toEqual([]);
  });

  test('takes no number that is out of bounds', async ({ page }) => {
    await page.goto(url());
    await expect(count(page)).toBeVisible();
    const input = page.getByLabel('Share of the limit');
    await input.fill('900');
    await input.press('Enter');
    await expect(page.getByText('From 1.0 % to 100 %.')).toBeVisible();
    await expect(page).not.toHaveURL(/p\.share/);
  });

  test('is made of what a panel draws', async ({ page }) => {
    await page.goto(containerUrl('web-1', 'session-cache'));
    await containerIsThere(page);
    const panel = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: 'CPU', exact: true }) })
      .first();
    await panel.hover();
    await page.getByRole('button', { name: 'Menu for panel CPU', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Alert on this: Used' }).click();
    await expect(page).toHaveURL(/check=signal(:|%3A)container\.cpu\.cores/);
    await expect(page.getByText('Only web-1/session-cache')).toBeVisible();
    await expect(page.getByLabel('Threshold', { exact: true }).first()).toBeVisible();
  });
});

test.describe('installing', () => {
  test('tries, stores and verifies; twice changes nothing; removing removes it', async ({ page, site }) => {
    const ids = ['memory-near-limit', 'restart-loop'];
    await page.goto(installUrl('first', ...ids));
    await expect(summary(page)).toContainText('2 new');
    await install(page);
    await page.goto(installUrl('first', ...ids));
    await expect(summary(page)).toContainText('installing changes nothing');
    await expect(page.getByRole('button', { name: 'Install', exact: true })).toBeDisabled();

    // A real Grafana's rules look at what is now, and the fleet's history is long over.
    if (!site.isGrafana) {
      await page.goto(alertsUrl(''));
      const alert = page.getByRole('listitem', { name: 'Alert' }).filter({ hasText: titleOf('restart-loop') });
      await expect(alert).toContainText('goes to mailbox');
    }
    await page.goto(alertsUrl('', { view: 'checks', show: 'installed' }));
    await expect(page.getByRole('listitem', { name: titleOf('restart-loop'), exact: true })).toContainText('Installed');

    await page.goto(installUrl('first', ...ids));
    await removeAll(page);
    await expect(summary(page)).toContainText('2 new');
  });

  test('changes one rule where its threshold is another, and leaves the other one', async ({ page }) => {
    await page.goto(installUrl('second', 'oom-kill', 'memory-near-limit'));
    await install(page);
    await page.goto(installUrl('second', encodeURIComponent('memory-near-limit?p.share=0.5')));
    await expect(summary(page)).toContainText('0 new, 1 changed, 1 as they are');
    await expect(changes(page)).toContainText('0.9');
    await expect(changes(page)).toContainText('0.5');
    await install(page);
    await page.goto(installUrl('second', 'oom-kill', 'memory-near-limit'));
    await removeAll(page);
  });

  test('keeps a rule that somebody else stored after the page was opened, and removes ours one by one', async ({
    page,
  }) => {
    await page.goto(installUrl('sixth', 'oom-kill', encodeURIComponent('oom-kill?severity=critical')));
    await expect(summary(page)).toContainText('2 new');
    const url = '/api/v1/provisioning/folder/quayside-alerts/rule-groups/sixth';
    const never = {
      refId: 'A',
      datasourceUid: '__expr__',
      relativeTimeRange: { from: 0, to: 0 },
      model: { refId: 'A', type: 'math', expression: '0' },
    };
    const theirs = { uid: 'theirs', title: 'Theirs', condition: 'A', data: [never], labels: { team: 'db' } };
    await page.request.post('/api/folders', { data: { uid: 'quayside-alerts', title: 'Quayside' } });
    const others = {
      noDataState: 'OK',
      execErrState: 'OK',
      for: '1m',
      ruleGroup: 'sixth',
      folderUID: 'quayside-alerts',
    };
    const put = await page.request.put(url, {
      headers: { 'X-Disable-Provenance': 'true' },
      data: { title: 'sixth', folderUid: 'quayside-alerts', interval: 60, rules: [{ ...theirs, ...others }] },
    });
    expect(put.ok()).toBe(true);
    await install(page);
    await expect(changes(page)).toContainText('Theirs');

    await page.goto(installUrl('sixth', encodeURIComponent('oom-kill?severity=critical')));
    await page.getByRole('button', { name: 'Remove 1' }).click();
    await expect(page.getByText('1 rule was removed')).toBeVisible();
    await page.goto(installUrl('sixth', 'oom-kill'));
    await expect(summary(page)).toContainText('installing changes nothing');
    await removeAll(page);
    await expect(changes(page)).toContainText('Theirs');
    await page.request.delete(url);
  });

  test('says which rules leave another group', async ({ page }) => {
    await page.goto(installUrl('seventh', 'oom-kill'));
    await install(page);
    await page.goto(installUrl('eighth', 'oom-kill'));
    await expect(summary(page)).toContainText('0 new, 1 moved here');
    await expect(changes(page)).toContainText('Quayside / seventh');
    await install(page);
    await page.goto(installUrl('eighth', 'oom-kill'));
    await removeAll(page);
  });

  test('checks of NGINX apply where its log is found, though the settings name none', async ({ page, configure }) => {
    const { nginx: _named, ...conventions } = SETTINGS.conventions;
    await configure({ ...SETTINGS, conventions });
    await page.goto(installUrl('eleventh', 'nginx-server-errors'));
    await expect(summary(page)).toContainText('1 new');
    await expect(page.getByText('Left out here')).toHaveCount(0);
    await page.goto(alertsUrl('check', { check: 'nginx-server-errors', span: 'picked' }));
    await expect(count(page)).toBeVisible();
    await page.goto(alertsUrl('', { view: 'checks' }));
    await expect(page.getByRole('listitem', { name: titleOf('nginx-server-errors'), exact: true })).toBeVisible();
    await expect(page.getByText('The log of NGINX was not found')).toHaveCount(0);
  });

  test('hands out files for each server', async ({ page }) => {
    await page.goto(alertsUrl('install', { target: 'files', pick: 'memory-near-limit,exceptions-jump' }));
    await page.getByText('quayside.prometheus.yaml').click();
    await expect(page.getByLabel('quayside.prometheus.yaml')).toContainText('alert: MemoryNearLimit');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).first().click();
    expect((await download).suggestedFilename()).toBe('quayside.prometheus.yaml');
  });

  test('a ruler of Loki takes what reads logs', async ({ page }) => {
    await page.goto(alertsUrl('install', { target: 'quayside-loki', pick: 'exceptions-jump,memory-near-limit' }));
    await expect(page.getByText('Left out here. It reads metrics')).toBeVisible();
    await expect(summary(page)).toContainText('1 new');
  });
});

test.describe('an alert of a signal of one’s own', () => {
  const choice = 'signal:container.cpu.cores?p.threshold=0.001&for=0';

  test('fires, leads to its check with its numbers, is changed, and is removed by itself', async ({ page, site }) => {
    test.skip(site.isGrafana, 'its rules look at what is now, and the fleet’s history is long over');
    await page.goto(installUrl('ninth', encodeURIComponent(choice), 'restart-loop'));
    await install(page);
    await page.goto(alertsUrl(''));
    const alert = page
      .getByRole('listitem', { name: 'Alert' })
      .filter({ hasText: 'session-cache' })
      .filter({
        has: page.getByRole('link', { name: 'CPU', exact: true }),
      });
    await alert.first().getByRole('link', { name: 'CPU', exact: true }).click();
    const threshold = page.getByRole('spinbutton', { name: /^Threshold/ });
    await expect(threshold).toHaveValue('0.001');

    await page.goto(alertsUrl('', { view: 'checks' }));
    const own = page.getByRole('region', { name: 'Of your own signals' }).getByRole('listitem', { name: 'CPU' });
    await expect(own).toContainText('above 0.001');
    await own.getByRole('link', { name: 'Change CPU' }).click();
    await threshold.fill('0.002');
    await threshold.press('Enter');
    await page.getByRole('link', { name: 'Install the change' }).click();
    await expect(summary(page)).toContainText('0 new, 1 changed, 1 as they are');
    await install(page);

    await page.goto(alertsUrl('', { view: 'checks' }));
    await own.getByRole('button', { name: 'Remove CPU' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click();
    await expect(own).toHaveCount(0);
    await page.goto(installUrl('ninth', 'restart-loop'));
    await expect(summary(page)).toContainText('installing changes nothing');
    await removeAll(page);
  });
});

test.describe('silences', () => {
  test('are made and ended here', async ({ page, site }) => {
    test.skip(site.isGrafana, 'its rules look at what is now, and the fleet’s history is long over');
    await page.goto(installUrl('third', 'restart-loop'));
    await install(page);
    await page.goto(alertsUrl(''));
    const alert = page.getByRole('listitem', { name: 'Alert' }).filter({ hasText: titleOf('restart-loop') });
    await alert.getByRole('button', { name: /^Silence/ }).click();
    await page.getByLabel(/^Why/).fill('known');
    await page.getByRole('dialog').getByRole('button', { name: 'Silence', exact: true }).click();
    await expect(alert).toContainText('Silenced');
    await page.getByRole('region', { name: 'Silences' }).getByRole('button', { name: 'End', exact: true }).click();
    await expect(page.getByText('Nothing is silenced.')).toBeVisible();
    await expect(alert).not.toContainText('Silenced');
    await page.goto(installUrl('third', 'restart-loop'));
    await removeAll(page);
  });
});

test('the link in a notification leads to its container', async ({ page }) => {
  await page.goto(
    alertLinkUrl({
      check: 'memory-near-limit',
      'label.instance': '10.0.0.5:8080',
      'label.name': 'session-cache',
    })
  );
  await expect(page.getByRole('heading', { name: 'session-cache', level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/host=web-1/);
});

test.describe('contact points', () => {
  // Texts that are not there yet are a 404, of which the browser tells on the console.
  test.use({ expectedErrors: [/404 .*templates\/quayside/] });
  const rowOf = (page: Page, name: string) =>
    page.getByRole('region', { name: 'Contact points' }).getByRole('listitem').filter({ hasText: name });

  test('are tested', async ({ page, site }) => {
    test.skip(site.isGrafana, 'only the workbench has the mailbox');
    await page.goto(alertsUrl('', { view: 'routes' }));
    await rowOf(page, 'mailbox').getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByText(/A test went out to mailbox/)).toBeVisible();
  });

  test('are made for a channel, with the texts, and then tested; no secret is shown', async ({ page }) => {
    await page.goto(alertsUrl('', { view: 'routes' }));
    await expect(page.getByRole('region', { name: 'Texts of notifications' })).toContainText('Not installed');
    await page.getByRole('button', { name: 'New contact point' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Telegram' }).check({ force: true });
    await dialog.getByLabel('Name').fill('on call');
    await expect(dialog.getByRole('button', { name: 'Create' })).toBeDisabled();
    await dialog.getByLabel('Token of the bot').fill('123456:secret');
    await expect(dialog.getByLabel('Token of the bot')).toHaveAttribute('type', 'password');
    await dialog.getByLabel(/^Chat/).fill('-100');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(rowOf(page, 'on call')).toContainText('telegram');
    await expect(page.getByRole('region', { name: 'Texts of notifications' })).toContainText('Installed');
    await expect(page.getByText('123456:secret')).toHaveCount(0);
    await rowOf(page, 'on call').getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByText(/A test went out to on call/)).toBeVisible();

    await page.goto(installUrl('tenth', 'oom-kill'));
    await page.getByLabel('Contact point').click();
    await page.getByRole('option', { name: /^on call/ }).click();
    await page.getByText('The rules as YAML').click();
    await expect(page.getByLabel('The rules as YAML')).toContainText(
      /group_by:\s+- grafana_folder\s+- alertname\s+- host/
    );
  });

  test('a viewer is told which permission is missing', async ({ page, fail }) => {
    await fail({ role: 'Viewer' });
    await page.goto(alertsUrl('', { view: 'routes' }));
    await expect(
      page.getByText('You need the permission alert.notifications.receivers:create: ask an administrator.')
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'New contact point' })).toBeDisabled();
    await expect(page.getByRole('button', { name: 'Send a test' }).first()).toBeDisabled();
  });
});

test.describe('what fails', () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test('a rule that does not work is refused before it is stored', async ({ page, fail }) => {
    await page.goto(installUrl('fourth', 'restart-loop'));
    await expect(summary(page)).toContainText('1 new');
    await fail({ prometheus: '500' });
    await page.getByRole('button', { name: 'Install 1' }).click();
    await expect(problems(page).filter({ hasText: 'does not work' })).toContainText('Nothing was stored');
    await fail({ prometheus: 'ok' });
    await page.reload();
    await expect(summary(page)).toContainText('1 new');
  });

  test('a viewer is told which permission is missing', async ({ page, fail }) => {
    await fail({ role: 'Viewer' });
    await page.goto(installUrl('fifth', 'restart-loop'));
    await expect(
      page.getByText('You need the permission alert.provisioning:write: ask an administrator.')
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Install 1' })).toBeDisabled();
  });

  test('a plain Prometheus has no ruler to write to', async ({ page }) => {
    await page.goto(alertsUrl('install', { target: 'quayside-prometheus', pick: 'restart-loop' }));
    await expect(problems(page).first()).toContainText('has no ruler to write to');
    await expect(problems(page).first()).toContainText('rule_files');
  });

  test('a Prometheus that is down does not hide what Grafana says', async ({ page, fail }) => {
    await fail({ prometheus: 'down' });
    await page.goto(alertsUrl(''));
    await expect(problems(page).first()).toContainText('Prometheus cannot be reached');
    await expect(page.getByText('Nothing fires')).toBeVisible();
  });

  test('a replay says that Prometheus is down', async ({ page, fail }) => {
    await fail({ prometheus: 'down' });
    await page.goto(alertsUrl('check', { check: 'memory-near-limit' }));
    await expect(problems(page).first()).toContainText(/Prometheus (cannot be reached|did not answer)/);
  });

  test('an unknown check is said to be none', async ({ page }) => {
    await page.goto(alertsUrl('check', { check: 'no-such-check' }));
    await expect(page.getByText('There is no such check')).toBeVisible();
  });
});

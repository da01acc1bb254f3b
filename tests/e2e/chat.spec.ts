import type { Page } from '@playwright/test';
import { waitFor } from '../../stack/native/waitFor';
import { askLines, askPrometheus } from '../integration/support/ask';
import { startChatStack, type ChatStack } from './support/chatStack';
import { currentRun } from './support/run';
import { card, see } from './support/services';
import { expect, test } from './support/test';

/** Lines that the chat has pushed, and a whole step of its metrics: a minute, at the stack's intervals. */
async function chatHasSpoken({ lokiUrl, prometheusUrl }: ChatStack): Promise<void> {
  const pushed = await waitFor(
    'lines that the chat has pushed',
    async () => {
      const now = Math.floor(Date.now() / 1000);
      const lines = await askLines(lokiUrl, '{container="quayside-chat-1"} |= "joined"', now - 300, now + 60);
      return lines.length >= 30 ? lines : undefined;
    },
    { deadlineMs: 60_000 }
  );
  expect(JSON.parse(pushed[0] ?? '{}')).toMatchObject({ level: 'info', event: 'joined' });
  await waitFor(
    'a whole minute of metrics',
    async () => {
      const rates = await askPrometheus(
        prometheusUrl,
        'rate(chat_messages_total{outcome="accepted"}[1m]) > 5',
        // Steps end at whole minutes.
        Math.floor(Date.now() / 60_000) * 60
      );
      return rates.length > 0 || undefined;
    },
    { deadlineMs: 200_000 }
  );
}

/** A metric of each type, with its help and its drawing. */
async function expectDrawn(page: Page, metrics: ReadonlyArray<readonly [name: string, type: string, help: string]>) {
  for (const [name, type, help] of metrics) {
    const one = await see(page, name);
    await expect(one).toContainText(help);
    await expect(one.getByText(type, { exact: true })).toBeVisible();
    // Drawn, and not said to be empty.
    await expect(one.locator('canvas').first()).toBeVisible();
    await expect(one.getByText(/No value|Nothing was observed/)).toHaveCount(0);
  }
}

test('the chat service as in the stack: its four types are drawn, what it pushes stands beside them, and its end is told', async ({
  page,
  site,
}) => {
  test.skip(site.isGrafana, 'its own servers are the workbench’s alone');
  test.setTimeout(480_000);
  const stack = await startChatStack(currentRun().servers?.distDir ?? '');
  try {
    await chatHasSpoken(stack);
    const address = (params = '') =>
      `${stack.workbenchUrl}/a/quayside-monitoring-app/services?from=now-15m&to=now${params}`;
    await page.goto(address());
    const row = page.getByTestId('quayside-applications').getByRole('row').filter({ hasText: 'chat' });
    await expect(row).toContainText('1 up');
    await page.getByRole('button', { name: 'chat', exact: true }).click();
    await expectDrawn(page, [
      ['chat_messages_total', 'counter', 'Messages that clients sent'],
      ['chat_connected_clients', 'gauge', 'Clients that are connected now.'],
      ['chat_message_latency_seconds', 'histogram', 'From the arrival of a message'],
      ['chat_broadcast_seconds', 'summary', 'Time to hand one message'],
    ]);
    await expect(card(page, 'chat_broadcast_seconds').getByText('0.99')).toBeVisible();
    const latency = await see(page, 'chat_message_latency_seconds');
    await expect(latency.getByRole('img', { name: /^Distribution of/ })).toBeVisible();
    await expect(latency.getByText('p99')).toBeVisible();
    await expect(page.getByText('chat_messages_total by outcome; chat_message_latency_seconds')).toBeVisible();

    // Its container, that of the host which its target names, and what it pushes itself under that container's name.
    await expect(page.getByRole('link', { name: 'quayside-chat-1 on monitoring' })).toHaveAttribute(
      'href',
      /containers\/one\?.*host=monitoring/
    );
    await expect(page.getByRole('link', { name: /on berlin-1/ })).toHaveCount(0);
    const logs = page.getByRole('region', { name: 'Logs of the application' });
    await logs.scrollIntoViewIfNeeded();
    await expect(logs).toContainText('Of its containers');
    await expect(logs).toContainText('"event":"refused"');
    await expect(logs).not.toContainText('a line of another host');

    await stack.stopChat();
    await waitFor(
      'the scrape that fails',
      async () => {
        const [up] = await askPrometheus(stack.prometheusUrl, 'up{job="chat"}', Date.now() / 1000);
        return up?.value === 0 || undefined;
      },
      { deadlineMs: 60_000 }
    );
    await page.goto(address('&job=chat'));
    await expect(page.getByText(/It has not answered Prometheus since \d{4}-\d\d-\d\d \d\d:\d\d/)).toBeVisible();
    await expectDrawn(page, [
      ['chat_messages_total', 'counter', 'Messages that clients sent'],
      ['chat_message_latency_seconds', 'histogram', 'From the arrival of a message'],
    ]);
    await expect(page.getByText('chat_messages_total by outcome; chat_message_latency_seconds')).toBeVisible();
    await expect(page.getByText('It does not say how its requests fare')).toHaveCount(0);
    await expect(logs).toContainText('"event":"stopped"');
  } finally {
    // The page must not ask a workbench that is gone.
    await page.goto('about:blank');
    await stack.stop();
  }
});

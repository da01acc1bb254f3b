import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { waitFor } from '../../stack/native/waitFor';
import { TestClient } from '../../stack/chat/test-support/TestClient';
import { askLines, askLoki } from './support/ask';
import { runDirectory } from './support/runDirectory';
import { startLoki, type Server } from './support/servers';

const ROOT = resolve(__dirname, '../..');
const LABELS = '{job="chat", host="web-1", container="chat"}';

interface Line {
  level: string;
  event: string;
  time: number;
}

const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Line);
const events = (lines: readonly Line[]) => lines.map(({ level, event }) => `${level} ${event}`);

describe('the log of the chat service', () => {
  let loki: Server;
  beforeAll(async () => {
    loki = await startLoki();
  });
  afterAll(() => loki?.stop());

  it('goes all three ways with the same lines: pushed to Loki, into a file, to stdout; to the last one before it ends', async () => {
    const file = join(mkdtempSync(join(runDirectory(), 'chat-')), 'chat.log');
    const chat = spawn(process.execPath, ['--import', 'tsx', 'stack/chat/cli.ts'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        CHAT_PORT: '0',
        CHAT_LOG: 'stdout,file,loki',
        CHAT_LOG_FILE: file,
        LOKI_URL: loki.url,
        LOKI_LABELS: 'job=chat,host=web-1,container=chat',
      },
    });
    const exited = once(chat, 'exit');
    let stdout = '';
    chat.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    try {
      const url = await waitFor('the chat', () => /"url":"([^"]+)"/.exec(stdout)?.[1], { deadlineMs: 60_000 });
      const ada = await new TestClient(url).opened();
      await ada.join('lobby', 'Ada');
      ada.send('no JSON');
      await ada.next('refused');
      chat.kill('SIGTERM');
      expect(await ada.closed).toBe(1012);
      expect(await exited).toEqual([0, null]);
    } finally {
      chat.kill('SIGKILL');
    }
    const written = parsed(readFileSync(file, 'utf8').trim().split('\n'));
    expect(events(written)).toEqual(['info started', 'info joined', 'info refused', 'info stopping', 'info stopped']);
    expect(parsed(stdout.trim().split('\n'))).toEqual(written);
    // Everything was pushed before the process ended: nothing is waited for.
    const now = Math.ceil(Date.now() / 1000);
    const pushed = parsed(await askLines(loki.url, LABELS, now - 300, now + 60));
    const inOrder = (lines: readonly Line[]) => events([...lines].sort((a, b) => a.time - b.time)).sort();
    expect(inOrder(pushed)).toEqual(inOrder(written));
    const levels = await askLoki(loki.url, `sum by (level) (count_over_time(${LABELS}[5m]))`, now + 1);
    expect(levels).toEqual([{ labels: { level: 'info' }, value: 5 }]);
  });
});

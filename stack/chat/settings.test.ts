/** @jest-environment node */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatSettings } from './settings';

describe('settings of the chat', () => {
  test('have a default for everything, and nothing that injects errors', () => {
    expect(chatSettings({ CHAT_PORT: '' })).toMatchObject({
      host: '127.0.0.1',
      port: 3200,
      faults: false,
      log: { ways: ['stdout'], level: 'info', file: 'chat.log' },
    });
  });

  test('name every way of the log, and the labels of what is pushed', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'chat-')), 'password');
    writeFileSync(file, 'sea salt\n');
    const { log } = chatSettings({
      CHAT_LOG: 'stdout, file,loki',
      CHAT_LOG_FILE: '/var/log/chat.log',
      LOKI_URL: 'http://loki:3100',
      LOKI_LABELS: 'job=chat, host=web-1,container=chat',
      LOKI_USER: 'ada',
      LOKI_PASSWORD_FILE: file,
    });
    expect(log).toEqual({
      ways: ['stdout', 'file', 'loki'],
      level: 'info',
      file: '/var/log/chat.log',
      loki: {
        url: 'http://loki:3100',
        labels: { job: 'chat', host: 'web-1', container: 'chat' },
        user: 'ada',
        password: 'sea salt',
      },
    });
  });

  test.each([
    [{ CHAT_PORT: 'ship' }, /CHAT_PORT/],
    [{ CHAT_LOG: 'loki' }, /LOKI_URL: is needed/],
    [{ CHAT_LOG: 'syslog' }, /CHAT_LOG/],
    [{ LOKI_URL: 'javascript:alert(1)' }, /LOKI_URL/],
    [{ LOKI_LABELS: 'a-b=c' }, /LOKI_LABELS/],
    [{ CHAT_FAULTS: 'yes' }, /CHAT_FAULTS/],
    [{ LOKI_PASSWORD_FILE: '/nowhere' }, /LOKI_PASSWORD_FILE: .*ENOENT/],
  ])('%j is refused by name', (env, message) => {
    expect(() => chatSettings(env)).toThrow(message);
  });
});

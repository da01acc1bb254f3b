import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseLine } from '../src/signals/nginx/parse';
import { stackVariables } from './generate';
import { stackConventions } from './stackConventions';

const COMBINED =
  '10.0.0.1 - - [28/Nov/2026:09:00:00 +0000] "GET /a HTTP/1.1" 502 5 "-" "curl/8" rt=0.310 urt="0.01, 0.2" ua="10.0.0.2:80" vhost="shop.example"';

it('is what the stack labels without any variable', () => {
  const { logs, nginx } = stackConventions({});
  expect(logs.shape).toBe('labels');
  expect(nginx?.access.format.kind).toBe('json');
});

it('reads NGINX’s combined format as its log_format writes it', () => {
  const { nginx } = stackConventions({ QUAYSIDE_NGINX_FORMAT: 'combined' });
  expect(nginx && parseLine(nginx.access, COMBINED)).toMatchObject({
    status: '502',
    requestTime: '0.310',
    upstreamTime: '0.01, 0.2',
    virtualHost: 'shop.example',
  });
});

it('finds NGINX by the one label that holds host and container', () => {
  const { logs, nginx } = stackConventions({ QUAYSIDE_LABELS: 'combined' });
  expect(logs).toMatchObject({ shape: 'combined', label: 'containers' });
  const [matcher] = nginx?.access.matchers ?? [];
  expect(matcher?.label).toBe('containers');
  expect('monitoring/quayside-nginx-1').toMatch(new RegExp(`^(?:${matcher?.value})$`));
  expect('monitoring/quayside-chat-1').not.toMatch(new RegExp(`^(?:${matcher?.value})$`));
});

it('takes variables from .env, as compose does, and from the environment before it', () => {
  const root = mkdtempSync(join(tmpdir(), 'quayside-env-'));
  try {
    writeFileSync(join(root, '.env'), "QUAYSIDE_LABELS=combined\nQUAYSIDE_GRAFANA_PORT='3001'\n");
    expect(stackVariables(root, { QUAYSIDE_GRAFANA_PORT: '3002' })).toEqual({
      QUAYSIDE_LABELS: 'combined',
      QUAYSIDE_GRAFANA_PORT: '3002',
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});

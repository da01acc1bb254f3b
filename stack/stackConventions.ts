import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { VECTOR_COMBINED_LOGS, parseConventions, type Conventions } from '../src/signals/conventions';
import { formatFromLogFormat } from '../src/signals/nginx/logFormat';
import type { NginxConventions } from '../src/signals/nginx/format';
import type { Matcher } from '../src/signals/promql';

const STACK = resolve(__dirname);

/** The containers of NGINX under one label that holds host and container: it does not tell a stream's two ends apart. */
const NGINX_CONTAINERS: Matcher = { label: 'containers', op: '=~', value: '[^/]+/.*nginx.*' };

/** The `log_format` of a file of stack/target/nginx. @throws where it has none */
function logFormatOf(name: string): NginxConventions['access']['format'] {
  const text = readFileSync(join(STACK, 'target/nginx', `${name}.conf`), 'utf8');
  return formatFromLogFormat(text.replace(/^\s*#.*$/gm, ''));
}

/**
 * How the stack labels its data, as its variables say: QUAYSIDE_LABELS (`recommended`, `combined`) and
 * QUAYSIDE_NGINX_FORMAT (`json`, `combined`). Its rules and plain dashboards are written for it.
 */
export function stackConventions(env: NodeJS.ProcessEnv): Conventions {
  const usual = parseConventions(JSON.parse(readFileSync(join(STACK, 'server/conventions.json'), 'utf8')));
  const { QUAYSIDE_LABELS: labels, QUAYSIDE_NGINX_FORMAT: nginxFormat } = env;
  if (!usual.nginx) {
    return usual;
  }
  const { access, error } = usual.nginx;
  const format = nginxFormat === 'combined' ? logFormatOf('combined') : access.format;
  if (labels !== 'combined') {
    return { ...usual, nginx: { ...usual.nginx, access: { ...access, format } } };
  }
  const matchers = [NGINX_CONTAINERS];
  return {
    ...usual,
    logs: VECTOR_COMBINED_LOGS,
    nginx: {
      ...usual.nginx,
      access: { ...access, format, matchers },
      ...(error ? { error: { ...error, matchers } } : {}),
    },
  };
}

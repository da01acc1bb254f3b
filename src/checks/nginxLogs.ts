import type { Conventions } from '../signals/conventions';
import type { Field } from '../signals/nginx/fields';
import { logsOf } from '../signals/nginx/logs';
import { hasFields, nginxOf, resultLabel, type NginxContext } from '../signals/nginx/nginxSignal';
import { nginxStreams } from '../signals/nginx/pipeline';
import type { LogRead } from '../signals/streamReads';
import { streamLabels } from '../signals/streams';
import type { CheckContext } from './check';
import { VIRTUAL_HOST_LABEL } from './subject';

/** What the series of checks of NGINX are told apart by: who wrote the log, and the virtual host where the log says it. */
export function nginxLabels(conventions: Conventions): string[] {
  return [...streamLabels(conventions), VIRTUAL_HOST_LABEL];
}

/** Each log by itself, as if it were the only one. */
function eachLog(conventions: Conventions): Conventions[] {
  return logsOf(nginxOf(conventions)).map((log) => ({ ...conventions, nginx: log }));
}

/** `\x24` is `$`, which Grafana would take for a variable. */
const renamed = (expr: string, from: string) =>
  from === VIRTUAL_HOST_LABEL ? expr : `label_replace(${expr}, "${VIRTUAL_HOST_LABEL}", "\\x24{1}", "${from}", "(.*)")`;

/**
 * A query over every NGINX log that says all of `fields`, by who wrote it and by virtual host: a log that lacks one is left
 * out, and one that names no virtual hosts counts as a whole.
 * @param over the range of each total
 * @param make the query over one log
 */
export function overLogs(
  { conventions, scope }: CheckContext,
  fields: readonly Field[],
  over: string,
  make: (context: NginxContext) => string
): string {
  return eachLog(conventions)
    .filter(hasFields(fields))
    .map((own) => {
      const named = hasFields(['virtualHost'])(own);
      const query = make({
        conventions: own,
        scope,
        window: over,
        range: over,
        byStream: true,
        ...(named ? { by: ['virtualHost'] } : {}),
      });
      return named ? renamed(query, resultLabel(own, 'virtualHost')) : query;
    })
    .join(' or ');
}

/** What a check reads of the access logs that say all of `fields`. */
export function accessReads(
  { conventions, scope }: CheckContext,
  fields: readonly Field[],
  { seconds, passes }: Omit<LogRead, 'selector'>
): LogRead[] {
  return eachLog(conventions)
    .filter(hasFields(fields))
    .map((own) => ({ selector: nginxStreams(own, scope, nginxOf(own).access), seconds, passes }));
}

/** What a check reads of the error logs. */
export function errorReads({ conventions, scope }: CheckContext, seconds: number): LogRead[] {
  const selectors = logsOf(nginxOf(conventions)).map(({ access, error }) =>
    nginxStreams(conventions, scope, error ?? access)
  );
  return [...new Set(selectors)].map((selector) => ({ selector, seconds, passes: 1 }));
}

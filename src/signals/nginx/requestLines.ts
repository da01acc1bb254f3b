import { lineFilter } from '../logql';
import { escapeRegex } from '../promql';
import { lines, nginxOf, type NginxContext } from './nginxSignal';
import { nginxStreams } from './pipeline';

/** The access log's lines with the context's filters; `search` keeps those that contain it in any case. */
export function requestLines(context: NginxContext, search = ''): string {
  const { access } = nginxOf(context.conventions);
  const found = search === '' ? '' : ` ${lineFilter('|~', `(?i)${escapeRegex(search)}`)}`;
  // Without filters nothing has to be parsed, and lines that do not parse are seen as well.
  return context.filters && context.filters.length > 0
    ? lines(context, { dimensions: [] }) + found
    : nginxStreams(context.conventions, context.scope, access) + found;
}

/** The access log's stream selector alone: what Loki's index is asked about. */
export function requestStreams(context: NginxContext): string {
  return nginxStreams(context.conventions, context.scope, nginxOf(context.conventions).access);
}

import type { Labels } from '../identity';
import { levelNamed, type Level } from '../logLevels';
import { parseErrorLine, type ErrorLine } from './errorLog';
import { FIELD_NAMES, fieldInfo, type Field } from './fields';
import { fieldsOf, type NginxConventions } from './format';
import type { Filter } from './filters';
import { logOfStream, logsOf } from './logs';
import { parseLine, unwrapLine, type FieldValues } from './parse';

/** What a line of either of NGINX's logs is. */
export type NginxLine =
  | { kind: 'request'; values: FieldValues }
  | { kind: 'error'; error: ErrorLine }
  /** Neither: another format, or another program's. */
  | { kind: 'other' };

/** Reads a line as the queries do, in the format of the log that its stream belongs to. Never throws, whatever it holds. */
export function readNginxLine(nginx: NginxConventions, { line, labels }: { line: string; labels: Labels }): NginxLine {
  const { access } = logOfStream(nginx, labels) ?? logsOf(nginx)[0] ?? nginx;
  const error = parseErrorLine(line) ?? parseErrorLine(unwrapLine(access.wrapper, line) ?? '');
  if (error) {
    return { kind: 'error', error };
  }
  const read = parseLine(access, line);
  if (!read) {
    return { kind: 'other' };
  }
  const values: FieldValues = { ...read };
  for (const field of FIELD_NAMES) {
    const label = access.labels[field];
    if (label !== undefined) {
      values[field] = labels[label] ?? '';
    }
  }
  return { kind: 'request', values };
}

/** `readNginxLine` for lines that are shown again and again: each is read once. */
export function lineReader<Line extends Parameters<typeof readNginxLine>[1]>(
  nginx: NginxConventions
): (line: Line) => NginxLine {
  const known = new WeakMap<Line, NginxLine>();
  return (line) => {
    const read = known.get(line) ?? readNginxLine(nginx, line);
    known.set(line, read);
    return read;
  };
}

/** How grave a line is: errors of the server, then of clients; of the error log, what it says itself. */
export function nginxLevel(read: NginxLine): Level {
  switch (read.kind) {
    case 'error':
      return levelNamed(read.error.level) ?? 'unknown';
    case 'request':
      return read.values.status?.startsWith('5') ? 'error' : read.values.status?.startsWith('4') ? 'warning' : 'info';
    case 'other':
      return 'unknown';
  }
}

/** A part of a line by its name, and what asks for requests that have it. */
export interface LinePart {
  name: string;
  value: string;
  /** What a request must have to be like this; absent where no log can be asked. */
  filter?: Pick<Filter, 'dimension' | 'value'>;
}

/** `-` and nothing are one value, `''`: text formats write a dash where there is none. */
const plain = (value: string) => (value === '-' ? '' : value);

/** NGINX writes the address that it asked as a URL. */
const addressOf = (upstream: string) => /^[a-z]+:\/\/(unix:[^:]+|[^/]+)/.exec(upstream)?.[1] ?? '';

/** What an error line says of its request, in fields of the access log. */
function errorParts({ level, cause, message, details }: ErrorLine): Array<LinePart & { field?: Field }> {
  const [method = '', uri = ''] = (details['request'] ?? '').split(' ');
  const parts: Array<LinePart & { field?: Field }> = [
    { name: 'Level', value: level },
    { name: 'Cause', value: cause.title },
    { name: 'Message', value: message },
    { name: fieldInfo('client').title, value: details['client'] ?? '', field: 'client' },
    { name: 'Server', value: details['server'] ?? '' },
    { name: fieldInfo('virtualHost').title, value: details['host'] ?? '', field: 'virtualHost' },
    { name: fieldInfo('method').title, value: method, field: 'method' },
    { name: fieldInfo('uri').title, value: uri, field: 'uri' },
    { name: fieldInfo('upstreamAddress').title, value: addressOf(details['upstream'] ?? ''), field: 'upstreamAddress' },
    { name: fieldInfo('referrer').title, value: details['referrer'] ?? '', field: 'referrer' },
  ];
  return parts.filter(({ value }) => value !== '');
}

/** Everything that a line says, in the order in which a reader expects it, each with what asks for the same. */
export function lineParts(nginx: NginxConventions, read: NginxLine): LinePart[] {
  if (read.kind === 'error') {
    const known = new Set(logsOf(nginx).flatMap(({ access }) => fieldsOf(access)));
    return errorParts(read.error).map(({ field, ...part }) =>
      field && known.has(field) ? { ...part, filter: { dimension: field, value: part.value } } : part
    );
  }
  if (read.kind === 'other') {
    return [];
  }
  const { values } = read;
  return FIELD_NAMES.flatMap((field): LinePart[] => {
    const value = values[field];
    return value === undefined
      ? []
      : [
          {
            name: fieldInfo(field).title,
            value: plain(value),
            // Nobody looks for other requests of the same millisecond.
            ...(field === 'time' ? {} : { filter: { dimension: field, value: plain(value) } }),
          },
        ];
  });
}

import { FIELDS, fieldInfo, fieldOfVariable, type Field } from './fields';
import { lacking, segmentsOf, sourceOf, type NginxFormat } from './format';
import { jsonPath, jsonSteps } from './jsonPath';
import { COMBINED_PATTERN, parsePattern, type Segment } from './segments';

const VARIABLE = /\$(?:\{([a-z0-9_]+)\}|([a-z0-9_]+))/g;

/** How NGINX's configuration quotes a text in single quotes. */
const nginxQuote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

const variable = (field: Field) => `$${FIELDS[field].variables[0]}`;

function directives(name: string, escape: string, parts: readonly string[]): string {
  const lines = parts.map((part) => `    ${nginxQuote(part)}`).join('\n');
  return `log_format ${name}${escape}\n${lines};\naccess_log /var/log/nginx/access.log ${name};`;
}

function textOf(segments: readonly Segment[]): string {
  return segments
    .map((segment) => ('literal' in segment ? segment.literal : segment.capture ? variable(segment.capture) : '-'))
    .join('');
}

/** Nested keys, as they stand in the object that a log_format spells out. */
function jsonTemplate(entries: ReadonlyArray<[string, Field]>): string {
  const root: Record<string, unknown> = {};
  for (const [path, field] of entries) {
    const steps = (jsonSteps(path) ?? []).map(String);
    let at = root;
    steps.forEach((step, index) => {
      if (index === steps.length - 1) {
        at[step] = variable(field);
      } else {
        at = (at[step] ??= {}) as Record<string, unknown>;
      }
    });
  }
  return JSON.stringify(root);
}

/**
 * The `log_format` and `access_log` lines for nginx.conf that keep what the format has and bring the wanted fields.
 * Times and addresses of upstreams are quoted: NGINX writes a list where it tried several.
 */
export function logFormatFor(format: NginxFormat, wanted: readonly Field[]): string {
  const missing = lacking({ format, labels: {} }, wanted);
  if (format.kind === 'json') {
    const entries = Object.entries(format.fields).map(([name, path]): [string, Field] => [path, name as Field]);
    const added = missing.map((field): [string, Field] => [FIELDS[field].variables[0], field]);
    return directives('quayside', ' escape=json', [jsonTemplate([...entries, ...added])]);
  }
  const tail = missing
    .map((field) => (fieldInfo(field).list ? ` "${variable(field)}"` : ` ${variable(field)}`))
    .join('');
  if (format.kind === 'pattern') {
    return directives('quayside', '', [textOf(segmentsOf(format) ?? []) + tail]);
  }
  const base = textOf(parsePattern(COMBINED_PATTERN));
  const rest = textOf(segmentsOf(format) ?? []).slice(base.length) + tail;
  return directives('quayside', '', rest === '' ? [base] : [base, rest]);
}

/** What to tell where a signal is off for lack of fields: which are missing, and the lines that bring them. */
export function fieldRemedy(format: NginxFormat, missing: readonly Field[]): string {
  const names = missing.map((field) => `${FIELDS[field].title.toLowerCase()} (${variable(field)})`).join(', ');
  return `The access log does not say the ${names}. In nginx.conf, within http { }:\n\n${logFormatFor(format, missing)}`;
}

/** A `log_format` among whatever else was pasted with it: its texts in quotes follow one another up to the semicolon. */
const DIRECTIVE =
  /(?:^|[\s{;])log_format\s+\S+\s+(?:escape=\w+\s+)?((?:(?:'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")\s*)+|[^;]+)/;

/** The text between the quotes of a pasted `log_format` line, or the text itself where only that was pasted. */
function body(text: string): string {
  const source = DIRECTIVE.exec(text)?.[1] ?? text.trim();
  const quoted = [...source.matchAll(/'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/g)];
  const onlyQuoted = source.replace(/'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|\s/g, '') === '';
  return quoted.length > 0 && onlyQuoted
    ? quoted.map(([, single, double]) => (single ?? double ?? '').replace(/\\(['"\\])/g, '$1')).join('')
    : source;
}

/**
 * The format that a `log_format` of nginx.conf writes: the surest way to correct a guess is to paste that line.
 * @throws where two variables touch, or none of them is known.
 */
export function formatFromLogFormat(text: string): NginxFormat {
  const template = body(text);
  if (template.trimStart().startsWith('{')) {
    return jsonFormat(template);
  }
  const pattern = template.replace(VARIABLE, (whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    return `<${fieldOfVariable(name) ? name : '_'}>`;
  });
  if (pattern === COMBINED_PATTERN) {
    return { kind: 'combined', appended: [] };
  }
  parsePattern(pattern);
  return { kind: 'pattern', pattern };
}

function jsonFormat(template: string): NginxFormat {
  // Numbers are often written without quotes, which is JSON only once NGINX has filled them in.
  const text = template.replace(/"(?:[^"\\]|\\.)*"|\$\{?[a-z0-9_]+\}?/g, (token) =>
    token.startsWith('"') ? token : `"${token}"`
  );
  const fields: Partial<Record<Field, string>> = {};
  const visit = (value: unknown, steps: string[]) => {
    if (typeof value === 'object' && value !== null) {
      Object.entries(value).forEach(([key, inner]) => visit(inner, [...steps, key]));
      return;
    }
    const names = typeof value === 'string' ? [...value.matchAll(VARIABLE)] : [];
    const [whole, braced, bare] = names[0] ?? [];
    const field = whole === value ? fieldOfVariable(braced ?? bare ?? '') : undefined;
    if (field && !(field in fields)) {
      fields[field] = jsonPath(steps);
    }
  };
  visit(JSON.parse(text), []);
  const format: NginxFormat = { kind: 'json', fields };
  if (!sourceOf({ format, labels: {} }, 'status') && Object.keys(fields).length === 0) {
    throw new Error('The log_format holds no variable that the catalog reads');
  }
  return format;
}

/** One condition on a label, as PromQL and LogQL write it between braces. */
export interface Matcher {
  label: string;
  op: '=' | '!=' | '=~' | '!~';
  value: string;
}

/** Label names that PromQL and LogQL accept without quotes. */
export const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A `$` or `[` that may begin what Grafana takes for a variable: `$name`, `${name}`, `[[name]]`. */
const VARIABLE_START = /\$(?=[\w{])|\[(?=\[)/g;

const hexEscape = (char: string) => '\\x' + char.charCodeAt(0).toString(16).padStart(2, '0');

/**
 * A string literal of PromQL and LogQL (both follow Go's rules for double quotes).
 *
 * Grafana replaces variables in a query before it is sent, and a container may be called `$__range`: what looks like
 * one leaves as an escape too. Any other `$` or `[` stays, since people read these queries.
 */
export function quote(value: string): string {
  const escaped = value
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, hexEscape)
    .replace(VARIABLE_START, hexEscape)
    // A lone surrogate has no UTF-8 form, so no server can hold it.
    .replace(/\p{Surrogate}/gu, '\ufffd');
  return `"${escaped}"`;
}

/** The RE2 expression that matches `value` and nothing else. Anchoring is the server's (label matchers are anchored). */
export function escapeRegex(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The matcher for a label that is one of `values`; the cheap `=` where there is just one. */
export function anyOf(label: string, values: readonly string[]): Matcher {
  const [first, ...rest] = values;
  if (first !== undefined && rest.length === 0) {
    return { label, op: '=', value: first };
  }
  return { label, op: '=~', value: values.map(escapeRegex).join('|') };
}

/**
 * The text between braces, `{}` included.
 * @throws if a label's name is none: such a name can only come from broken conventions, never from data.
 */
export function braces(matchers: readonly Matcher[]): string {
  const parts = matchers.map(({ label, op, value }) => {
    if (!LABEL_NAME.test(label)) {
      throw new Error(`"${label}" is no label name`);
    }
    return `${label}${op}${quote(value)}`;
  });
  return `{${parts.join(', ')}}`;
}

/** A PromQL vector selector. */
export function select(metric: string, matchers: readonly Matcher[]): string {
  return matchers.length === 0 ? metric : metric + braces(matchers);
}

/** Seconds of a Prometheus duration such as `5m` or `1h30m`. @throws on anything else, macros included. */
export function durationSeconds(text: string): number {
  const unit: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };
  const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    throw new Error(`"${text}" is no duration: write it like 30s, 5m or 1h`);
  }
  return parts.reduce((sum, [, count, name]) => sum + Number(count) * (unit[name ?? ''] ?? 0), 0);
}

/** The shortest exact Prometheus duration for whole seconds: 90 is `90s`, 3600 is `1h`. */
export function durationText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const sizes: Array<[number, string]> = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'm'],
  ];
  for (const [size, name] of sizes) {
    if (whole % size === 0) {
      return `${whole / size}${name}`;
    }
  }
  return `${whole}s`;
}

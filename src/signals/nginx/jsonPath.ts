/** One step into a JSON value: a key, or an index of a list. */
export type JsonStep = string | number;

const STEP = /^(?:\.?([A-Za-z_][A-Za-z0-9_]*)|\["((?:[^"\\]|\\["\\])*)"\]|\[(\d+)\])/;

/**
 * The steps of a path as Loki's `json` stage writes it: `status`, `request.uri`, `["user-agent"]`, `upstreams[0]`.
 * Nothing where the text is no such path.
 */
export function jsonSteps(path: string): JsonStep[] | undefined {
  const steps: JsonStep[] = [];
  let rest = path;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (!match || (steps.length === 0 && rest.startsWith('.'))) {
      return undefined;
    }
    const [whole, name, quoted, index] = match;
    if (name !== undefined && steps.length > 0 && !rest.startsWith('.')) {
      return undefined;
    }
    steps.push(name ?? (quoted !== undefined ? quoted.replace(/\\(["\\])/g, '$1') : Number(index)));
    rest = rest.slice(whole.length);
  }
  return steps.length > 0 ? steps : undefined;
}

/** The path of `steps`, in the plain form where every name allows it. */
export function jsonPath(steps: readonly JsonStep[]): string {
  return steps
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(step)) {
        return index === 0 ? step : `.${step}`;
      }
      return `["${step.replace(/["\\]/g, '\\$&')}"]`;
    })
    .join('');
}

/** The value at a path, as the text that Loki's `json` stage gives it: nested values as JSON, absent ones empty. */
export function jsonText(value: unknown, path: string): string {
  let at: unknown = value;
  for (const step of jsonSteps(path) ?? []) {
    if (typeof at !== 'object' || at === null) {
      return '';
    }
    at = (at as Record<string | number, unknown>)[step];
  }
  if (at === undefined || at === null) {
    return '';
  }
  if (typeof at !== 'string') {
    return JSON.stringify(at);
  }
  // Loki gives up on a text with half a surrogate pair, and writes a blank for what was no UTF-8.
  return /\p{Surrogate}/u.test(at) ? '' : at.replaceAll('\ufffd', ' ');
}

/** The texts and numbers of JSON; a number only where it is not part of a text. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\s*:)/g;

/**
 * A JSON value in which a number that JavaScript would write otherwise (`0.120`, `1e3`, one of twenty digits) is the text of
 * it: Loki compares what stands in the line, and a filter on another spelling finds nothing.
 * @throws SyntaxError where the text is no JSON
 */
export function parseAsWritten(text: string): unknown {
  const written = text.replace(TEXT_OR_NUMBER, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`
  );
  return JSON.parse(written);
}

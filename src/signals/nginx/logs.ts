import type { Labels } from '../identity';
import { anyOf, type Matcher } from '../promql';
import type { NginxConventions, NginxLog } from './format';

/** The values that a matcher lets through, where it names them one by one. */
const valueOf = ({ op, value }: Matcher) => (op === '=' ? value : undefined);

/** Two sets of matchers as one, where they differ in one label's value alone; nothing where Loki cannot ask for both at once. */
function joined(a: readonly Matcher[], b: readonly Matcher[]): Matcher[] | undefined {
  if (a.length !== b.length || a.some(({ label }, index) => b[index]?.label !== label)) {
    return undefined;
  }
  const different = a.flatMap((matcher, index) =>
    JSON.stringify(matcher) === JSON.stringify(b[index]) ? [] : [index]
  );
  const [at = -1, ...others] = different;
  const [first, second] = [a[at], b[at]];
  if (others.length > 0 || !first || !second) {
    return different.length === 0 ? [...a] : undefined;
  }
  const values = [valueOf(first), valueOf(second)].filter((value) => value !== undefined);
  return values.length === 2
    ? a.map((matcher, index) => (index === at ? anyOf(matcher.label, values) : matcher))
    : undefined;
}

/** Everything about a log but which streams hold it. */
function reading({ access, error }: NginxLog): string {
  const { matchers: _streams, ...how } = access;
  const { matchers: _others, ...errorHow } = error ?? { matchers: [] };
  return JSON.stringify([how, error ? errorHow : null]);
}

function fused(a: NginxLog, b: NginxLog): NginxLog | undefined {
  const access = joined(a.access.matchers, b.access.matchers);
  const error = joined(a.error?.matchers ?? [], b.error?.matchers ?? []);
  if (!access || !error || reading(a) !== reading(b)) {
    return undefined;
  }
  return {
    access: { ...a.access, matchers: access },
    ...(a.error ? { error: { ...a.error, matchers: error } } : {}),
  };
}

/** All logs that the conventions name, each as it is written there. */
export function writtenLogs({ more = [], ...first }: NginxConventions): NginxLog[] {
  return [first, ...more];
}

/** Logs as the conventions write them, to be read together; nothing for none. */
export function togetherOf([first, ...more]: readonly NginxLog[]): NginxConventions | undefined {
  return first && (more.length > 0 ? { ...first, more } : first);
}

/** The logs that queries read. Two of one format that one selector can name are one: Loki then adds them up itself. */
export function logsOf(nginx: NginxConventions): NginxLog[] {
  return writtenLogs(nginx).reduce<NginxLog[]>((logs, next) => {
    for (const [index, log] of logs.entries()) {
      const both = fused(log, next);
      if (both) {
        return logs.map((one, at) => (at === index ? both : one));
      }
    }
    return [...logs, next];
  }, []);
}

const KINDS = { combined: 'combined', json: 'JSON', pattern: 'own format' } as const;

/** What people call a log: its name, else what its streams are told by and its format. */
export function logTitle({ name, access }: NginxLog): string {
  return name ?? `${access.matchers.map(({ value }) => value).join(', ')} (${KINDS[access.format.kind]})`;
}

function holds({ label, op, value }: Matcher, labels: Labels): boolean {
  const actual = labels[label] ?? '';
  const equal = op === '=' || op === '!=' ? actual === value : matches(value, actual);
  return equal === (op === '=' || op === '=~');
}

function matches(regex: string, text: string): boolean {
  try {
    const flags = /^\(\?i\)/.test(regex) ? 'is' : 's';
    return new RegExp(`^(?:${regex.replace(/^\(\?i\)/, '')})$`, flags).test(text);
  } catch {
    // An expression of RE2's that JavaScript lacks: the stream came by it, so it is taken to match.
    return true;
  }
}

/** The log that a stream belongs to, by its labels. */
export function logOfStream(nginx: NginxConventions, labels: Labels): NginxLog | undefined {
  return logsOf(nginx).find(({ access, error }) =>
    [access, ...(error ? [error] : [])].some(({ matchers }) => matchers.every((matcher) => holds(matcher, labels)))
  );
}

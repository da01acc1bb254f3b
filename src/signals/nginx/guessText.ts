import { fieldOfName, type Field } from './fields';
import { COMBINED, type Appended, type NginxFormat } from './format';
import { fieldsByShape, plausible } from './shapes';

/** What comes before the client, the line up to the bytes, what is quoted after them, and what is appended. */
const COMMON =
  /^(?<head>(?:\S+ ){0,3}?)(?<client>\S+) - (?<user>.*?) \[(?<time>[^\]]+)\] "(?<request>[^"]*)" (?<status>\d{3}) (?<bytes>\d+|-)(?: "(?<referrer>[^"]*)" "(?<agent>[^"]*)")?(?<tail>.*)$/s;

/** A piece after the agent: a quoted value, or a bare one that may be a list; both may have a name before them. */
const PIECE =
  /^(?<before>[\s|,;]+(?:[A-Za-z_][\w.-]*[=:])?)(?:"(?<quoted>[^"]*)"|(?<bare>[^\s",|;]+(?:(?:, | : )[^\s",|;]+)*))/;

interface Piece {
  before: string;
  quoted: boolean;
  value: string;
}

function pieces(tail: string): Piece[] | undefined {
  const out: Piece[] = [];
  let rest = tail.trimEnd();
  while (rest !== '') {
    const match = PIECE.exec(rest);
    const { before = '', quoted, bare = '' } = match?.groups ?? {};
    if (!match) {
      return undefined;
    }
    out.push({ before, quoted: quoted !== undefined, value: quoted ?? bare });
    rest = rest.slice(match[0].length);
  }
  return out;
}

/** The most common item, and the lists it came from. */
function mostCommon<T>(items: readonly T[], key: (item: T) => string): T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

/** The fields whose look alone says too little, in the order in which people append them. */
const USUAL_ORDER: readonly Field[] = ['requestTime', 'upstreamTime', 'upstreamConnectTime', 'upstreamHeaderTime'];

function guess(before: string, values: readonly string[], taken: ReadonlySet<Field>): Field | 'other' {
  const named = /([A-Za-z_][\w.-]*)[=:]"?$/.exec(before)?.[1];
  const byName = named ? fieldOfName(named) : undefined;
  if (byName && !taken.has(byName) && plausible(byName, values)) {
    return byName;
  }
  const looks = fieldsByShape(values);
  if (looks.includes('requestTime') || looks.includes('upstreamTime')) {
    return USUAL_ORDER.find((field) => !taken.has(field) && plausible(field, values)) ?? 'other';
  }
  // The address in quotes behind the agent is the header of NGINX's packaged format `main`.
  const address = looks.includes('client') || /"$/.test(before);
  if (
    address &&
    !taken.has('forwardedFor') &&
    (looks.includes('client') || values.every((v) => v === '-' || v === ''))
  ) {
    return 'forwardedFor';
  }
  return looks.find((field) => !taken.has(field)) ?? 'other';
}

/** The text format of lines that begin as NGINX's `combined` or `common` do, a virtual host before them or values after. */
export function guessText(lines: readonly string[]): NginxFormat | undefined {
  const read = lines.flatMap((line) => {
    const groups = COMMON.exec(line)?.groups;
    const tail = groups && pieces(groups.tail ?? '');
    return groups && tail ? [{ head: (groups.head ?? '').trim(), agent: groups.agent, tail }] : [];
  });
  const alike = mostCommon(read, ({ head, agent, tail }) =>
    JSON.stringify([
      head.split(' ').length,
      head === '',
      agent !== undefined,
      tail.map(({ before, quoted }) => [before, quoted]),
    ])
  );
  const [first] = alike;
  if (!first) {
    return undefined;
  }
  const taken = new Set<Field>(['client', 'user', 'time', 'request', 'status', 'bytes', 'method', 'uri', 'protocol']);
  if (first.agent !== undefined) {
    taken.add('referrer').add('agent');
  }
  const appended = first.tail.map(({ before, quoted }, index): Appended => {
    const values = alike.map(({ tail }) => tail[index]?.value ?? '');
    const field = guess(quoted ? `${before}"` : before, values, taken);
    if (field !== 'other') {
      taken.add(field);
    }
    return quoted ? { field, before: `${before}"`, after: '"' } : { field, before, after: '' };
  });
  if (first.head === '' && first.agent !== undefined) {
    return appended.length === 0 ? COMBINED : { kind: 'combined', appended };
  }
  const head = first.head === '' ? '' : headPattern(alike.map((one) => one.head));
  const common = '<remote_addr> - <remote_user> [<time_local>] "<request>" <status> <body_bytes_sent>';
  const agents = first.agent === undefined ? '' : ' "<http_referer>" "<http_user_agent>"';
  const tail = appended
    .map(({ field, before, after }) => `${before}<${field === 'other' ? '_' : field}>${after}`)
    .join('');
  return { kind: 'pattern', pattern: head + common + agents + tail };
}

/** `www.example.org` or `www.example.org:80` before the client: what Apache calls vhost_combined. */
function headPattern(heads: readonly string[]): string {
  const columns = (heads[0] ?? '').split(' ');
  let named = false;
  return columns
    .map((_, index) => {
      const values = heads.map((head) => (head.split(' ')[index] ?? '').replace(/:\d+$/, ''));
      if (!named && fieldsByShape(values).some((field) => field === 'virtualHost')) {
        named = true;
        return heads.every((head) => /:\d+$/.test(head.split(' ')[index] ?? ''))
          ? '<virtualHost>:<_> '
          : '<virtualHost> ';
      }
      return '<_> ';
    })
    .join('');
}

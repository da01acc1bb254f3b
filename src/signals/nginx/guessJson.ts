import { fieldOfName, type Field } from './fields';
import type { NginxFormat } from './format';
import { jsonPath, jsonText, type JsonStep } from './jsonPath';
import { fieldsByShape, plausible } from './shapes';

type JsonObject = Readonly<Record<string, unknown>>;

/** Deep enough for every format seen (ECS has three levels); a hostile line may have a thousand. */
const DEEPEST = 4;

/** The steps to every value of an object that is no object itself. */
function leaves(value: unknown, steps: readonly JsonStep[] = []): JsonStep[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return steps.length > 0 ? [[...steps]] : [];
  }
  return steps.length >= DEEPEST ? [] : Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...steps, key]));
}

/** Whole paths first (`client.ip`), then the last key alone (`nginx.access.status`). */
function fieldOfPath(steps: readonly JsonStep[]): Field | undefined {
  const names = steps.map(String);
  return fieldOfName(names.join('.')) ?? fieldOfName(names.at(-1) ?? '');
}

/** Which of two keys for one field is the better: NGINX's own name, then the shorter path. */
function better(a: string, b: string): string {
  return b.length < a.length ? b : a;
}

/** The JSON format of objects: fields by the names of their keys, then, for keys of unknown names, by their values. */
export function guessJson(objects: readonly JsonObject[]): NginxFormat | undefined {
  const paths = new Map<string, JsonStep[]>();
  for (const object of objects) {
    for (const steps of leaves(object)) {
      paths.set(jsonPath(steps), steps);
    }
  }
  const values = (path: string) => objects.map((object) => jsonText(object, path));
  const fields: Partial<Record<Field, string>> = {};
  const unnamed: string[] = [];
  for (const [path, steps] of paths) {
    const field = fieldOfPath(steps);
    if (field && plausible(field, values(path))) {
      const known = fields[field];
      fields[field] = known === undefined ? path : preferred(field, known, path);
    } else {
      unnamed.push(path);
    }
  }
  for (const path of unnamed) {
    const field = fieldsByShape(values(path)).find((candidate) => !(candidate in fields) && TELLING.has(candidate));
    if (field) {
      fields[field] = path;
    }
  }
  return fields.status === undefined && fields.request === undefined && fields.uri === undefined
    ? undefined
    : { kind: 'json', fields };
}

/** What values alone can tell without mixing up, say, two numbers. */
const TELLING: ReadonlySet<Field> = new Set<Field>([
  'request',
  'method',
  'protocol',
  'time',
  'agent',
  'cacheStatus',
  'client',
  'status',
  'uri',
]);

/** The order of NGINX's variables is the order of preference: `request_uri` before `uri`, `host` before `server_name`. */
function preferred(field: Field, known: string, other: string): string {
  const rank = (path: string) => {
    const index = VARIABLE_RANK[field]?.indexOf(path) ?? -1;
    return index === -1 ? Number.MAX_SAFE_INTEGER : index;
  };
  return rank(known) === rank(other) ? better(known, other) : rank(known) < rank(other) ? known : other;
}

const VARIABLE_RANK: Partial<Record<Field, readonly string[]>> = {
  uri: ['request_uri', 'uri', 'url', 'path'],
  bytes: ['body_bytes_sent', 'bytes_sent'],
  virtualHost: ['host', 'http_host', 'server_name'],
  time: ['time_iso8601', 'time_local', 'msec', '@timestamp', 'time', 'timestamp'],
  client: ['remote_addr', 'realip_remote_addr', 'client', 'ip'],
  country: ['geoip_country_code', 'geoip2_data_country_code', 'geoip2_data_country_iso_code'],
};

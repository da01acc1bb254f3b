import type { Field } from './fields';

/** What a value must look like to be believed, and how certainly the look alone tells the field. */
const SHAPES: ReadonlyArray<{ field: Field; shape: RegExp; telling: boolean }> = [
  {
    field: 'request',
    shape: /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|PROPFIND|CONNECT|TRACE) \S+ HTTP\/[\d.]+$/,
    telling: true,
  },
  { field: 'method', shape: /^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|PROPFIND|CONNECT|TRACE)$/, telling: true },
  { field: 'protocol', shape: /^HTTP\/[\d.]+$/, telling: true },
  { field: 'status', shape: /^[1-5]\d{2}$/, telling: false },
  {
    field: 'time',
    shape:
      /^\d{1,2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|^\d{10}(?:\.\d+)?$/,
    telling: true,
  },
  { field: 'client', shape: /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]+|unix:)$/, telling: false },
  {
    field: 'agent',
    shape: /^(?:Mozilla\/\d|curl\/|Wget\/|python-requests\/|Go-http-client\/|kube-probe\/|Prometheus\/)/,
    telling: true,
  },
  { field: 'referrer', shape: /^https?:\/\//, telling: true },
  { field: 'uri', shape: /^\/\S*$/, telling: false },
  { field: 'cacheStatus', shape: /^(?:HIT|MISS|BYPASS|EXPIRED|STALE|UPDATING|REVALIDATED)$/, telling: true },
  { field: 'tlsProtocol', shape: /^TLSv1(?:\.\d)?$|^SSLv3$/, telling: true },
  { field: 'requestId', shape: /^[0-9a-f]{32}$/, telling: true },
  {
    field: 'upstreamAddress',
    shape: /^(?:(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d+|unix:\S+)(?:(?:, | : )\S+)*$/,
    telling: true,
  },
  { field: 'scheme', shape: /^https?$/, telling: true },
  { field: 'requestTime', shape: /^\d+\.\d{3}$/, telling: false },
  { field: 'upstreamTime', shape: /^(?:\d+\.\d{3}|-)(?:(?:, | : )(?:\d+\.\d{3}|-))*$/, telling: false },
  { field: 'bytes', shape: /^\d+$/, telling: false },
  { field: 'country', shape: /^[A-Z]{2}$/, telling: false },
  { field: 'virtualHost', shape: /^(?:[a-z0-9_-]+\.)+[a-z]{2,}$|^localhost$/i, telling: false },
];

/** True for a value that stands for none. */
const isBlank = (value: string) => value === '' || value === '-';

const shapeOf = (field: Field) => SHAPES.find((candidate) => candidate.field === field)?.shape;

/** Under a name that says so; what follows the slash is the client's choice, spaces and all. */
const NAMED_URI = /^\//;

/**
 * Whether values can be of a field. Blanks say nothing; a status of 000 or a client by name is believed when nearly all
 * others fit, for a sample holds hostile lines.
 */
export function plausible(field: Field, values: readonly string[]): boolean {
  const shape = NUMBERS.has(field)
    ? /^[\d.,: -]+$/
    : field === 'uri'
      ? NAMED_URI
      : CHECKED.has(field)
        ? shapeOf(field)
        : undefined;
  const said = values.filter((value) => !isBlank(value));
  return !shape || said.length === 0 || said.filter((value) => shape.test(value)).length >= said.length * 0.8;
}

const NUMBERS: ReadonlySet<Field> = new Set<Field>([
  'bytes',
  'requestLength',
  'requestTime',
  'upstreamTime',
  'upstreamConnectTime',
  'upstreamHeaderTime',
]);

const CHECKED: ReadonlySet<Field> = new Set<Field>(['status', 'time', 'method', 'protocol', 'request', 'uri']);

/** The fields that values look like, the surest guess first. */
export function fieldsByShape(values: readonly string[]): Field[] {
  const said = values.filter((value) => !isBlank(value));
  if (said.length === 0) {
    return [];
  }
  const fits = SHAPES.filter(({ shape }) => said.filter((value) => shape.test(value)).length >= said.length * 0.8);
  return [...fits.filter(({ telling }) => telling), ...fits.filter(({ telling }) => !telling)].map(
    ({ field }) => field
  );
}

import type { Conventions } from '../signals/conventions';
import { FIELD_NAMES } from '../signals/nginx/fields';
import { DERIVED, fieldBehind, type Dimension } from '../signals/nginx/filters';
import { lackingFields } from '../signals/nginx/nginxSignal';

/** Everything that NGINX's requests can be told apart by, the derived first. */
export const NGINX_DIMENSIONS: readonly Dimension[] = [
  ...(Object.keys(DERIVED) as Array<keyof typeof DERIVED>),
  ...FIELD_NAMES,
];

/** What requests may be split by: values of which there are few, so that Loki has series enough for them. */
const FEW: readonly Dimension[] = [
  'virtualHost',
  'statusClass',
  'status',
  'method',
  'protocol',
  'upstreamAddress',
  'cacheStatus',
  'country',
  'route',
  'path',
];

/** What NGINX's signals can be split by under these conventions. */
export function dimensionsFor(conventions: Conventions): Dimension[] {
  return FEW.filter((dimension) => lackingFields(conventions, [fieldBehind(dimension)]).length === 0);
}

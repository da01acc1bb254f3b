import type { Labels } from '../signals/identity';

/** The page that finds out which container somebody means by labels as they are, and leads on to it. */
const PLACE_PATH = '/a/quayside-monitoring-app/place';

/** Where the labels are from: a series of cAdvisor's, or a stream of Loki's. */
export type PlaceKind = 'series' | 'stream';

/** What a link names. */
export interface PlaceLink {
  kind: PlaceKind;
  /** As they are in the data: no host has been brought together with another, no slash taken away. */
  labels: Labels;
}

/** What Grafana could not fill in: it stays in the link as it was written. */
const UNFILLED = /^\$\{.*\}$/;

/**
 * A link for Grafana to fill in, over the time of what shows it.
 * @param variables by label, the variable of Grafana's that holds its value, such as `__value.raw`
 */
export function placeTemplate(kind: PlaceKind, variables: Readonly<Record<string, string>>): string {
  const labels = Object.entries(variables).map(([label, variable]) => `${kind}.${label}=\${${variable}:percentencode}`);
  return `${PLACE_PATH}?${[...labels, '${__url_time_range}'].join('&')}`;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A per cent sign of its own.
    return value;
  }
}

/** Reads what Grafana made of such a link; nothing where no label is left in it. */
export function readPlaceLink(parameters: URLSearchParams): PlaceLink | undefined {
  for (const kind of ['stream', 'series'] as const) {
    const labels = [...parameters].flatMap(([name, value]) =>
      name.startsWith(`${kind}.`) && value !== '' && !UNFILLED.test(value)
        ? // Some places of Grafana encode a link as a whole once more.
          [[name.slice(kind.length + 1), /%[0-9a-f]{2}/i.test(value) ? decoded(value) : value] as const]
        : []
    );
    if (labels.length > 0) {
      return { kind, labels: Object.fromEntries(labels) };
    }
  }
  return undefined;
}

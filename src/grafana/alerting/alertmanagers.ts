import { getDataSourceSrv } from '@grafana/runtime';
import { z } from 'zod';
import { askAlerting, type Purpose } from './askAlerting';
import { parseMatcher, type LabelMatcher, type Route } from './routes';

/** Who sends notifications: Grafana's own Alertmanager, or one behind a data source. */
export interface AlertmanagerSource {
  /** `grafana`, or the uid of a data source. */
  uid: string;
  name: string;
}

export const GRAFANA_ALERTMANAGER: AlertmanagerSource = { uid: 'grafana', name: 'Grafana' };

/** Grafana's own and those behind data sources that the user may see. */
export function alertmanagers(): AlertmanagerSource[] {
  const others = getDataSourceSrv().getList({ all: true, filter: ({ type }) => type === 'alertmanager' });
  return [GRAFANA_ALERTMANAGER, ...others.map(({ uid, name }) => ({ uid, name }))];
}

const isGrafana = ({ uid }: AlertmanagerSource) => uid === GRAFANA_ALERTMANAGER.uid;
const apiOf = ({ uid }: AlertmanagerSource) => `/api/alertmanager/${encodeURIComponent(uid)}/api/v2`;

function purpose(source: AlertmanagerSource, doing: string, here: string, elsewhere: string, write = false): Purpose {
  return {
    doing: `${doing} ${source.name}`,
    permission: isGrafana(source) ? here : elsewhere,
    role: write ? 'Editor' : 'Viewer',
    name: source.name,
  };
}

/** An alert as an Alertmanager holds it. */
export interface ActiveAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Unix milliseconds. */
  startsAt: number | undefined;
  receivers: string[];
  /** What was compared with the threshold; Grafana's own Alertmanager alone tells. */
  value?: number | undefined;
  /** Ids of the silences that mute it. */
  silencedBy: string[];
  /** True where another alert mutes it. */
  isInhibited: boolean;
}

const labels = z.record(z.string(), z.string());
const alertsSchema = z.array(
  z.object({
    labels,
    annotations: labels.nullish(),
    startsAt: z.string(),
    receivers: z.array(z.object({ name: z.string() })).nullish(),
    status: z.object({ silencedBy: z.array(z.string()).nullish(), inhibitedBy: z.array(z.string()).nullish() }),
  })
);

const valuesSchema = z.looseObject({ A: z.number().optional() });

/** Grafana writes the values of a rule's steps into an annotation; the query is the first of them. */
function valueOf(annotations: Record<string, string> | null | undefined): number | undefined {
  try {
    return valuesSchema.safeParse(JSON.parse(annotations?.['__values__'] ?? '{}')).data?.A;
  } catch {
    return undefined;
  }
}

/** The alerts that an Alertmanager holds, silenced ones too. Rejects with a Problem. */
export async function activeAlerts(source: AlertmanagerSource, signal?: AbortSignal): Promise<ActiveAlert[]> {
  const found = await askAlerting(
    { url: `${apiOf(source)}/alerts`, method: 'GET' },
    alertsSchema,
    purpose(source, 'read the alerts of', 'alert.instances:read', 'alert.instances.external:read'),
    signal
  );
  return found.map(({ labels: own, annotations, startsAt, receivers, status }) => ({
    labels: own,
    annotations: annotations ?? {},
    startsAt: Date.parse(startsAt) || undefined,
    receivers: (receivers ?? []).map(({ name }) => name),
    value: valueOf(annotations),
    silencedBy: status.silencedBy ?? [],
    isInhibited: (status.inhibitedBy ?? []).length > 0,
  }));
}

/** What somebody does not want to hear of for a while. Times in Unix milliseconds. */
export interface Silence {
  id: string;
  source: AlertmanagerSource;
  matchers: LabelMatcher[];
  startsAt: number;
  endsAt: number;
  createdBy: string;
  comment: string;
  state: 'active' | 'pending' | 'expired';
}

const silencesSchema = z.array(
  z.object({
    id: z.string(),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().nullish() })
    ),
    startsAt: z.string(),
    endsAt: z.string(),
    createdBy: z.string(),
    comment: z.string(),
    status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
  })
);

/** The silences that are in force, or will be. Rejects with a Problem. */
export async function silences(source: AlertmanagerSource, signal?: AbortSignal): Promise<Silence[]> {
  const found = await askAlerting(
    { url: `${apiOf(source)}/silences`, method: 'GET' },
    silencesSchema,
    purpose(source, 'read the silences of', 'alert.silences:read', 'alert.instances.external:read'),
    signal
  );
  return found
    .filter(({ status }) => status.state !== 'expired')
    .map(({ matchers, startsAt, endsAt, status, ...rest }) => ({
      ...rest,
      source,
      matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
        name,
        value,
        op: isRegex ? ((isEqual ?? true) ? '=~' : '!~') : (isEqual ?? true) ? '=' : '!=',
      })),
      startsAt: Date.parse(startsAt),
      endsAt: Date.parse(endsAt),
      state: status.state,
    }));
}

export interface NewSilence {
  matchers: readonly LabelMatcher[];
  /** How long it lasts, from now. */
  seconds: number;
  createdBy: string;
  comment: string;
}

/** Makes a silence. Rejects with a Problem. */
export async function createSilence(source: AlertmanagerSource, silence: NewSilence): Promise<void> {
  const { matchers, seconds, createdBy, comment } = silence;
  const now = Date.now();
  await askAlerting(
    {
      url: `${apiOf(source)}/silences`,
      method: 'POST',
      data: {
        matchers: matchers.map(({ name, op, value }) => ({
          name,
          value,
          isRegex: op === '=~' || op === '!~',
          isEqual: op === '=' || op === '=~',
        })),
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + seconds * 1000).toISOString(),
        createdBy,
        comment,
      },
    },
    z.unknown(),
    purpose(source, 'silence alerts in', 'alert.silences:create', 'alert.instances.external:write', true)
  );
}

/** Ends a silence now. Rejects with a Problem. */
export async function endSilence({ source, id }: Silence): Promise<void> {
  await askAlerting(
    { url: `${apiOf(source)}/silence/${encodeURIComponent(id)}`, method: 'DELETE' },
    z.unknown(),
    purpose(source, 'end silences in', 'alert.silences:write', 'alert.instances.external:write', true)
  );
}

interface RawRoute {
  receiver?: string | null | undefined;
  continue?: boolean | null | undefined;
  match?: Record<string, string> | null | undefined;
  match_re?: Record<string, string> | null | undefined;
  matchers?: string[] | null | undefined;
  object_matchers?: string[][] | null | undefined;
  group_by?: string[] | null | undefined;
  mute_time_intervals?: string[] | null | undefined;
  routes?: RawRoute[] | null | undefined;
}

const routeSchema: z.ZodType<RawRoute> = z.lazy(() =>
  z.object({
    receiver: z.string().nullish(),
    continue: z.boolean().nullish(),
    match: labels.nullish(),
    match_re: labels.nullish(),
    matchers: z.array(z.string()).nullish(),
    object_matchers: z.array(z.array(z.string())).nullish(),
    group_by: z.array(z.string()).nullish(),
    mute_time_intervals: z.array(z.string()).nullish(),
    routes: z.array(routeSchema).nullish(),
  })
);

function routeOf(raw: RawRoute, inherited: string): Route {
  const receiver = raw.receiver || inherited;
  const named = (op: '=' | '=~', from: Record<string, string> | null | undefined): LabelMatcher[] =>
    Object.entries(from ?? {}).map(([name, value]) => ({ name, op, value }));
  return {
    receiver,
    goesOn: raw.continue ?? false,
    matchers: [
      ...named('=', raw.match),
      ...named('=~', raw.match_re),
      ...(raw.matchers ?? []).flatMap((text) => parseMatcher(text) ?? []),
      ...(raw.object_matchers ?? []).flatMap(([name = '', op = '=', value = '']) =>
        op === '=' || op === '!=' || op === '=~' || op === '!~' ? [{ name, op, value } as LabelMatcher] : []
      ),
    ],
    groupBy: raw.group_by ?? [],
    routes: (raw.routes ?? []).map((child) => routeOf(child, receiver)),
  };
}

/** Whom an Alertmanager sends what: the tree of its routes, or notification policies. Rejects with a Problem. */
export async function routeTree(source: AlertmanagerSource, signal?: AbortSignal): Promise<Route> {
  if (isGrafana(source)) {
    const raw = await askAlerting(
      { url: '/api/v1/provisioning/policies', method: 'GET' },
      routeSchema,
      { doing: 'read notification policies', permission: 'alert.notifications:read', role: 'Viewer' },
      signal
    );
    return routeOf(raw, '');
  }
  const { config } = await askAlerting(
    { url: `${apiOf(source)}/status`, method: 'GET' },
    z.object({ config: z.object({ route: routeSchema }) }),
    purpose(source, 'read the routes of', '', 'alert.notifications.external:read'),
    signal
  );
  return routeOf(config.route, '');
}

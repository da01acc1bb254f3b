import type { ApiAnswer, ApiContext, ApiRequest } from '../answerApi';
import { HttpError } from '../HttpError';
import { DATA_SOURCE_UIDS } from '../runDataQueries';
import { UpstreamUnreachable } from '../Upstream';
import type { WorkbenchState } from '../WorkbenchState';
import { AlertingStore, type ProvisionedGroup, type ProvisionedRule, type StoredSilence } from './AlertingStore';
import { answerNotifications } from './answerNotifications';
import { editorsOnly, json, parse } from './answers';
import { evaluate } from './evaluate';

const stores = new WeakMap<WorkbenchState, AlertingStore>();

function storeOf(state: WorkbenchState): AlertingStore {
  const store = stores.get(state) ?? new AlertingStore();
  stores.set(state, store);
  return store;
}

/**
 * Answers the calls of Grafana's alerting API that the pages make, as Grafana 12.4 does: stored rules are evaluated each time
 * that somebody asks for their states, at the time that the workbench is told to take for now, and `for` is not waited for.
 * Undefined for any other call.
 */
export async function answerAlerting(request: ApiRequest, context: ApiContext): Promise<ApiAnswer | undefined> {
  const { method, path, search, body } = request;
  const store = storeOf(context.state);
  if (method === 'GET' && path === '/api/search' && search.get('type') === 'dash-folder') {
    return json(
      200,
      [...store.folders].map(([uid, title]) => ({ uid, title, type: 'dash-folder' }))
    );
  }
  if (method === 'POST' && path === '/api/folders') {
    editorsOnly(context, 'folders:create');
    const { uid, title } = parse<{ uid: string; title: string }>(body);
    if (store.folders.has(uid)) {
      throw new HttpError(412, 'the folder has been changed by someone else');
    }
    store.folders.set(uid, title);
    return json(200, { uid, title });
  }
  if (method === 'POST' && path === '/api/v1/eval') {
    const { data } = parse<{ data: ProvisionedRule['data'] }>(body);
    return json(200, { results: (await evaluate(data, nowOf(context), context)).results });
  }
  const group = /^\/api\/v1\/provisioning\/folder\/([^/]+)\/rule-groups\/([^/]+)$/.exec(path);
  if (group) {
    const [, folder = '', title = ''] = group.map(decodeURIComponent);
    return answerGroup(request, context, store, folder, title);
  }
  if (method === 'GET' && path === '/api/ruler/grafana/api/v1/rules') {
    return json(200, storedInGrafana(store));
  }
  const states = /^\/api\/prometheus\/([^/]+)\/api\/v1\/rules$/.exec(path);
  if (states && method === 'GET') {
    return answerStates(decodeURIComponent(states[1] ?? ''), search, context, store);
  }
  const ruler = /^\/api\/ruler\/([^/]+)\/api\/v1\/rules\/([^/]+)(?:\/([^/]+))?$/.exec(path);
  if (ruler) {
    const [, uid = '', namespace = '', name] = ruler.map((part) => part && decodeURIComponent(part));
    return answerRuler(request, context, store, { uid, namespace, name });
  }
  if (path.startsWith('/api/alertmanager/grafana/api/v2/')) {
    return answerAlertmanager(request, context, store);
  }
  if (method === 'GET' && path === '/api/v1/provisioning/policies') {
    return json(200, { receiver: 'mailbox', group_by: ['grafana_folder', 'alertname'] });
  }
  return answerNotifications(request, context, store);
}

/** All rules by folder and group, as Grafana's own ruler gives them: the parts that pages read. */
function storedInGrafana({ groups, folders }: AlertingStore): Record<string, object[]> {
  const all: Record<string, object[]> = {};
  for (const { title, folderUid, interval, rules } of groups.values()) {
    const folder = folders.get(folderUid) ?? folderUid;
    const written = rules.map(({ uid, labels, isPaused, data, record }) => ({
      labels,
      grafana_alert: { uid, namespace_uid: folderUid, is_paused: isPaused, data, record },
    }));
    all[folder] = [...(all[folder] ?? []), { name: title, interval: `${interval}s`, rules: written }];
  }
  return all;
}

/** What the workbench takes for now, Unix milliseconds: the end of its data, where it is told. */
function nowOf({ evaluateAt }: ApiContext): number {
  return evaluateAt === undefined ? Date.now() : evaluateAt * 1000;
}

function answerGroup(
  { method, body }: ApiRequest,
  context: ApiContext,
  store: AlertingStore,
  folder: string,
  title: string
): ApiAnswer {
  switch (method) {
    case 'GET': {
      const stored = store.group(folder, title);
      if (!stored) {
        throw new HttpError(404, 'NotFound', { messageId: 'alerting.alert-rule.notFound', statusCode: 404 });
      }
      return json(200, stored);
    }
    case 'PUT': {
      editorsOnly(context, 'alert.provisioning:write');
      const wanted = parse<ProvisionedGroup>(body);
      const long = wanted.rules.find(({ uid }) => uid.length > 40);
      if (!store.folders.has(folder) || long || wanted.interval % 10 !== 0) {
        throw new HttpError(400, long ? `invalid alert rule: UID is longer than 40 symbols` : 'invalid rule group');
      }
      store.putGroup({ ...wanted, title, folderUid: folder });
      return json(200, wanted);
    }
    case 'DELETE':
      editorsOnly(context, 'alert.provisioning:write');
      if (!store.deleteGroup(folder, title)) {
        throw new HttpError(404, 'NotFound');
      }
      return json(204, {});
    default:
      throw new HttpError(405, 'Method not allowed');
  }
}

interface GrafanaAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: string;
  activeAt: string;
  value: string;
}

/** Labels whose template would have to be expanded are left out: nothing here reads them. */
const plain = (labels: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(labels).filter(([, text]) => !text.includes('{{')));

async function stateOf(rule: ProvisionedRule, folder: string, context: ApiContext) {
  const { results, firing } = await evaluate(rule.data, nowOf(context), context);
  const failed = Object.values(results).find(({ error }) => error)?.error;
  const activeAt = new Date(nowOf(context)).toISOString();
  const alerts = firing.map(({ labels, value }): GrafanaAlert => ({
    labels: { ...labels, ...plain(rule.labels), alertname: rule.title, grafana_folder: folder },
    annotations: plain(rule.annotations),
    state: 'Alerting',
    activeAt,
    value: String(value),
  }));
  return {
    ...{ type: 'alerting', name: rule.title, uid: rule.uid, query: '', labels: plain(rule.labels) },
    annotations: rule.annotations ?? {},
    ...{ health: failed ? 'error' : 'ok', lastError: failed ?? '', lastEvaluation: new Date().toISOString() },
    ...{ state: alerts.length > 0 ? 'firing' : 'inactive', isPaused: rule.isPaused ?? false, alerts },
    ...{ totals: { alerting: alerts.length } },
    ...(rule.notification_settings ? { notificationSettings: rule.notification_settings } : {}),
  };
}

async function groupsOf(context: ApiContext, store: AlertingStore, search: URLSearchParams) {
  const wanted = [...store.groups.values()].filter(
    ({ title, folderUid, rules }) =>
      rules.length > 0 &&
      (search.get('folder_uid') ?? folderUid) === folderUid &&
      (search.get('rule_group') ?? title) === title
  );
  return Promise.all(
    wanted.map(async ({ title, folderUid, interval, rules }) => {
      const file = store.folders.get(folderUid) ?? folderUid;
      const states = await Promise.all(rules.map((rule) => stateOf(rule, file, context)));
      return { name: title, file, folderUid, interval, rules: states };
    })
  );
}

async function answerStates(
  uid: string,
  search: URLSearchParams,
  context: ApiContext,
  store: AlertingStore
): Promise<ApiAnswer> {
  if (uid === 'grafana') {
    return json(200, { status: 'success', data: { groups: await groupsOf(context, store, search) } });
  }
  const name = DATA_SOURCE_UIDS[uid];
  if (!name || !context.state.hasDataSource(name)) {
    throw new HttpError(404, 'data source not found');
  }
  const path = name === 'loki' ? '/prometheus/api/v1/rules' : '/api/v1/rules';
  try {
    const params = new URLSearchParams();
    const answer = await context.upstreams[name].call({ via: 'resource', method: 'GET', path, params });
    // A Loki without a ruler has no such page; Grafana then has no rules of it.
    return answer.status === 404
      ? json(200, { status: 'success', data: { groups: [] } })
      : { status: answer.status, contentType: answer.contentType, body: answer.body };
  } catch (error) {
    if (error instanceof UpstreamUnreachable) {
      throw new HttpError(502, error.message);
    }
    throw error;
  }
}

function answerRuler(
  { method, body }: ApiRequest,
  context: ApiContext,
  store: AlertingStore,
  { uid, namespace, name }: { uid: string; namespace: string; name: string | undefined }
): ApiAnswer {
  if (DATA_SOURCE_UIDS[uid] !== 'loki') {
    throw new HttpError(404, '404 page not found\n');
  }
  const groups = store.ruler.get(namespace) ?? [];
  switch (method) {
    case 'GET':
      if (groups.length === 0) {
        throw new HttpError(404, 'no rule groups found\n');
      }
      return json(200, { [namespace]: groups });
    case 'POST': {
      editorsOnly(context, 'alert.rules.external:write');
      const wanted = parse<{ name: string; rules: unknown[] }>(body);
      store.ruler.set(namespace, [...groups.filter((group) => group.name !== wanted.name), wanted]);
      return json(202, { message: 'rules updated successfully' });
    }
    case 'DELETE':
      editorsOnly(context, 'alert.rules.external:write');
      store.ruler.set(
        namespace,
        groups.filter((group) => group.name !== name)
      );
      return json(202, { message: 'rules deleted' });
    default:
      throw new HttpError(405, 'Method not allowed');
  }
}

function isMuted({ matchers, startsAt, endsAt }: StoredSilence, labels: Record<string, string>): boolean {
  const now = new Date().toISOString();
  return (
    startsAt <= now &&
    now < endsAt &&
    matchers.every(({ name, value, isRegex, isEqual }) => {
      const actual = labels[name] ?? '';
      return (isRegex ? new RegExp(`^(?:${value})$`).test(actual) : actual === value) === isEqual;
    })
  );
}

async function answerAlertmanager(
  { method, path, body }: ApiRequest,
  context: ApiContext,
  store: AlertingStore
): Promise<ApiAnswer | undefined> {
  const rest = path.slice('/api/alertmanager/grafana/api/v2/'.length);
  const now = new Date().toISOString();
  if (method === 'GET' && rest === 'alerts') {
    const groups = await groupsOf(context, store, new URLSearchParams());
    const rules = groups.flatMap((group) => group.rules);
    return json(
      200,
      rules.flatMap(({ alerts, ...rule }) =>
        alerts.map(({ labels, annotations, activeAt }) => {
          const silencedBy = [...store.silences.values()].filter((one) => isMuted(one, labels)).map(({ id }) => id);
          const receiver = 'notificationSettings' in rule ? rule.notificationSettings?.receiver : undefined;
          return {
            ...{ labels, annotations, startsAt: activeAt, endsAt: activeAt, updatedAt: now, fingerprint: '' },
            receivers: [{ name: receiver ?? 'mailbox' }],
            status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [] },
          };
        })
      )
    );
  }
  if (method === 'GET' && rest === 'silences') {
    const stateOfSilence = ({ startsAt, endsAt }: StoredSilence) =>
      endsAt <= now ? 'expired' : startsAt > now ? 'pending' : 'active';
    return json(
      200,
      [...store.silences.values()].map((one) => ({ ...one, updatedAt: now, status: { state: stateOfSilence(one) } }))
    );
  }
  if (method === 'POST' && rest === 'silences') {
    editorsOnly(context, 'any of alert.instances:create, alert.silences:create');
    return json(202, { silenceID: store.addSilence(parse<Omit<StoredSilence, 'id'>>(body)) });
  }
  const ended = /^silence\/([^/]+)$/.exec(rest);
  if (method === 'DELETE' && ended) {
    editorsOnly(context, 'any of alert.instances:write, alert.silences:write');
    if (!store.endSilence(decodeURIComponent(ended[1] ?? ''), now)) {
      throw new HttpError(404, 'silence not found');
    }
    return json(200, { message: 'silence deleted' });
  }
  return undefined;
}

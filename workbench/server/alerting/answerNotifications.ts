import { createHash } from 'node:crypto';
import type { ApiAnswer, ApiContext, ApiRequest } from '../answerApi';
import { HttpError } from '../HttpError';
import type { AlertingStore, ProvisionedContactPoint } from './AlertingStore';
import { editorsOnly, json, parse } from './answers';

const RECEIVERS = '/apis/notifications.alerting.grafana.app/v0alpha1/namespaces/default/receivers';
const CONTACT_POINTS = '/api/v1/provisioning/contact-points';

/** The one that is there before anybody makes another. */
const MAILBOX: ProvisionedContactPoint = { name: 'mailbox', type: 'email', settings: { addresses: 'ops@example.org' } };

const versionOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A contact point as Grafana lists it; what is secret in it does not come back. */
function receiverOf({ name, type }: ProvisionedContactPoint, canTest: boolean) {
  const annotations = {
    'grafana.com/access/canTest': String(canTest),
    'grafana.com/inUse/routes': name === MAILBOX.name ? '1' : '0',
  };
  const integrations = [{ uid: type, type, version: 'v1', settings: {} }];
  return {
    metadata: { name: Buffer.from(name).toString('base64url'), annotations },
    spec: { title: name, integrations },
  };
}

function answerTemplate(
  { method, body }: ApiRequest,
  context: ApiContext,
  { templates }: AlertingStore,
  name: string
): ApiAnswer {
  const stored = templates.get(name);
  if (method === 'PUT') {
    editorsOnly(context, 'alert.notifications.templates:write');
    const { template, version = '' } = parse<{ template: string; version?: string }>(body);
    if (version !== '' && version !== versionOf(stored ?? '')) {
      throw new HttpError(409, 'Provided version does not match the current version of the template');
    }
    templates.set(name, template.trim());
    return json(202, { name, template: template.trim(), version: versionOf(template.trim()) });
  }
  if (stored === undefined) {
    throw new HttpError(404, 'Template not found');
  }
  return json(200, { name, template: stored, version: versionOf(stored), provenance: '' });
}

/** Answers the calls about contact points and their texts, as Grafana 12.4 does. Undefined for any other call. */
export function answerNotifications(
  request: ApiRequest,
  context: ApiContext,
  store: AlertingStore
): ApiAnswer | undefined {
  const { method, path, body } = request;
  if (method === 'GET' && path === RECEIVERS) {
    const canTest = context.state.faults.role !== 'Viewer';
    const items = [MAILBOX, ...store.contactPoints].map((point) => receiverOf(point, canTest));
    return json(200, { kind: 'ReceiverList', items });
  }
  if (method === 'POST' && path.startsWith(`${RECEIVERS}/`) && path.endsWith('/test')) {
    editorsOnly(context, 'alert.notifications.receivers:test');
    return json(200, { kind: 'CreateReceiverIntegrationTest', status: 'success', duration: '1ms' });
  }
  if (method === 'POST' && path === CONTACT_POINTS) {
    editorsOnly(context, 'alert.notifications.receivers:create');
    const point = parse<ProvisionedContactPoint>(body);
    const used = [...JSON.stringify(point.settings).matchAll(/template \\"([^"\\]+)/g)].map(([, name = '']) => name);
    const defined = [...store.templates.values()].join('\n');
    const missing = used.find((name) => !defined.includes(`define "${name}"`));
    if (missing !== undefined) {
      throw new HttpError(400, `template "${missing}" not defined`);
    }
    store.contactPoints.push(point);
    return json(202, { ...point, settings: {} });
  }
  const template = /^\/api\/v1\/provisioning\/templates\/([^/]+)$/.exec(path);
  return template ? answerTemplate(request, context, store, decodeURIComponent(template[1] ?? '')) : undefined;
}

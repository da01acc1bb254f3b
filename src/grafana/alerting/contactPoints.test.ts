import { of, throwError } from 'rxjs';
import type { BackendSrvRequest } from '@grafana/runtime';
import { CHANNELS, type Channel } from '../../checks/rules/channels';
import { NOTIFICATION_TEMPLATES } from '../../checks/rules/notificationTemplates';
import { contactPoints, createContactPoint, testContactPoint } from './contactPoints';
import { readNotificationTexts } from './notificationTexts';

const mockFetch = jest.fn();
jest.mock('@grafana/runtime', () => ({
  ...jest.requireActual<object>('@grafana/runtime'),
  getBackendSrv: () => ({ fetch: (request: BackendSrvRequest) => mockFetch(request) as unknown }),
}));

const refusal = (status: number, message: string) => throwError(() => ({ status, data: { message }, config: {} }));

/** As much of Grafana as this needs. */
let template: string | undefined;
let refusedWith: string | undefined;
let testError = '';
const sent: BackendSrvRequest[] = [];

beforeEach(() => {
  template = undefined;
  refusedWith = undefined;
  sent.length = 0;
  mockFetch.mockImplementation((request: BackendSrvRequest) => {
    const { url, method } = request;
    if (method !== 'GET') {
      sent.push(request);
    }
    if (url.endsWith('/receivers')) {
      const integrations = [{ uid: 'i', type: 'webhook', settings: { url: 'https://hook.example/secret' } }];
      return of({ data: { items: [{ metadata: { name: 'x' }, spec: { title: 'there', integrations } }] } });
    }
    if (url.endsWith('/test')) {
      return of({ data: { status: 'failed', error: testError } });
    }
    if (url.includes('/templates/')) {
      return method === 'GET' && template === undefined
        ? refusal(404, 'not found')
        : of({ data: { name: 'quayside', template, version: 'v1', provenance: '' } });
    }
    return refusedWith === undefined ? of({ data: {} }) : refusal(400, refusedWith);
  });
});

const channel = (type: Channel['type']): Channel => {
  const found = CHANNELS.find((one) => one.type === type);
  if (!found) {
    throw new Error(`there is no channel ${type}`);
  }
  return found;
};
const values = { url: 'https://hooks.slack.com/services/T0/secret', recipient: '#alerts' };
const paths = () => sent.map(({ method, url }) => `${method} ${url.replace(/^.*provisioning\//, '')}`);

test.each(CHANNELS.map(({ type }) => type))(
  'a contact point of %s is made with the texts that it uses',
  async (type) => {
    const own = channel(type);
    const filled = Object.fromEntries(own.fields.map(({ id }) => [id, `value of ${id}`]));
    await createContactPoint(own, 'ops', filled);
    expect(paths()).toEqual(['PUT templates/quayside', 'POST contact-points']);
    expect(sent[0]?.data).toEqual({ template: NOTIFICATION_TEMPLATES, version: '' });
    expect(sent[1]?.data).toMatchObject({ name: 'ops', type, settings: filled });
    expect(sent[1]?.headers).toEqual({ 'X-Disable-Provenance': 'true' });
  }
);

test('texts that are there stay as they are, whoever wrote them', async () => {
  template = 'of somebody else';
  await createContactPoint(channel('slack'), 'ops', values);
  expect(paths()).toEqual(['POST contact-points']);
  expect(await readNotificationTexts()).toEqual({ state: 'different', version: 'v1', provenance: undefined });
  template = `${NOTIFICATION_TEMPLATES.trim()}\n`;
  expect(await readNotificationTexts()).toMatchObject({ state: 'same' });
});

test('one that is there is not added to', async () => {
  await expect(createContactPoint(channel('slack'), ' there ', values)).rejects.toMatchObject({ kind: 'refused' });
  expect(sent).toEqual([]);
});

test('what Grafana refuses is told without what is secret', async () => {
  template = NOTIFICATION_TEMPLATES;
  refusedWith = `invalid URL "${values.url}" for ${values.recipient}`;
  await expect(createContactPoint(channel('slack'), 'ops', values)).rejects.toMatchObject({
    detail: '“invalid URL "…" for …” (HTTP 400)',
  });
});

test('a test that fails is told without what is secret', async () => {
  testError = 'Post "https://hook.example/secret": no such host';
  const [point] = await contactPoints();
  await expect(point && testContactPoint(point, { labels: {}, annotations: {} })).rejects.toMatchObject({
    detail: 'webhook: Post "https://hook.example/…": no such host',
  });
});

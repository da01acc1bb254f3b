/** @jest-environment node */
import { containersBehind, namesBehind, requestsOfContainer, type NamedContainer } from './behind';

const known: NamedContainer[] = [
  { ref: { host: 'web-1', name: 'app' } },
  { ref: { host: 'app-1', name: 'app' } },
  { ref: { host: 'web-1', name: 'shop-api-1' }, service: 'api' },
  { ref: { host: 'web-1', name: 'shop-api-2' }, service: 'api' },
  { ref: { host: 'node', namespace: 'shop', pod: 'cart-7d9f-x1', name: 'main' } },
];
const behind = (
  dimension: 'upstreamAddress' | 'virtualHost',
  value: string,
  told = [{ address: '10.0.1.12:8080', host: 'h', container: 'c' }]
) => containersBehind(dimension, value, { told, known });

describe('the containers behind an upstream', () => {
  it.each([
    ['app:8080', ['web-1 app', 'app-1 app']],
    ['api:80', ['web-1 shop-api-1', 'web-1 shop-api-2']],
    ['api.shop_default:80', ['web-1 shop-api-1', 'web-1 shop-api-2']],
    ['cart.shop.svc.cluster.local:80', ['node main']],
    ['10.0.1.12:8080', ['h c']],
    ['10.0.1.9:80, 10.0.1.12:8080', ['h c']],
  ])('%s', (value, names) =>
    expect(behind('upstreamAddress', value)?.containers.map(({ host, name }) => `${host} ${name}`)).toEqual(names)
  );

  it.each(['10.0.1.9:80', 'unix:/run/app.sock', '[::1]:80', '', '-', 'other:80'])('is not known of %s', (value) =>
    expect(behind('upstreamAddress', value)).toBeUndefined()
  );
});

describe('the containers behind a virtual host', () => {
  it('are a guess by name, and said to be', () => {
    expect(behind('virtualHost', 'app.example.org')).toMatchObject({
      guess: true,
      containers: [{ name: 'app' }, { name: 'app' }],
    });
    expect(behind('virtualHost', 'shop.example.org')).toBeUndefined();
  });

  it('are what the settings say', () => {
    const told = [{ address: 'shop.example.org', host: 'a', container: 'b' }];
    expect(behind('virtualHost', 'shop.example.org', told)).toMatchObject({
      guess: false,
      containers: [{ host: 'a', name: 'b' }],
    });
  });
});

it('looks for nothing where there is no name', () => {
  expect(namesBehind('upstreamAddress', '10.0.0.1:80, unix:/run/x.sock')).toEqual([]);
  expect(namesBehind('virtualHost', 'www.example.org')).toEqual(['www.example.org']);
});

describe('the requests of a container', () => {
  const none = { image: 'app:1', service: undefined, told: [], fields: undefined };
  const app = { host: 'h', name: 'app' };
  const matches = (value: string, filters = requestsOfContainer(app, { ...none, fields: ['upstreamAddress'] })) =>
    new RegExp(`^(?:${filters?.[0]?.value ?? ''})$`).test(value);

  it.each(['nginx', 'nginx:1.27', 'registry.example/proxy/nginx-unprivileged:1', 'openresty/openresty@sha256:0'])(
    'are all of them for %s',
    (image) => expect(requestsOfContainer(app, { ...none, image })).toEqual([])
  );

  it('are not known where the log does not say to whom they were passed', () => {
    expect(requestsOfContainer(app, none)).toBeUndefined();
    expect(requestsOfContainer(app, { ...none, fields: ['status'] })).toBeUndefined();
    expect(requestsOfContainer(app, { ...none, image: 'nginxless/app' })).toBeUndefined();
  });

  it('are those that were passed to its name, alone or after another was tried', () => {
    expect(['app:8080', 'app', 'x:1, app:8080', 'app:1 : x:2'].map((value) => matches(value))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['app2:8080', 'myapp:1', ''].map((value) => matches(value))).toEqual([false, false, false]);
  });

  it('are those of the address or the virtual host that the settings name', () => {
    const told = [{ address: '10.0.1.12:8080', host: 'h', container: 'app' }];
    const filters = requestsOfContainer(app, { ...none, told });
    expect(['10.0.1.12:8080', '10.0.1.128:80'].map((value) => matches(value, filters))).toEqual([true, false]);
    expect(
      requestsOfContainer(app, { ...none, told: [{ address: 'a.example', host: 'h', container: 'app' }] })
    ).toEqual([{ dimension: 'virtualHost', op: 'is', value: 'a.example' }]);
  });
});

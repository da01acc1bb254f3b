import { queryInstant } from '../../grafana/prometheus';
import { DOCKER, VECTOR_COMBINED_LOGS, type Conventions } from '../../signals/conventions';
import { findPlace } from './findPlace';

jest.mock('../../grafana/prometheus', () => ({ queryInstant: jest.fn() }));

const PROMETHEUS = { uid: 'p', name: 'p', type: 'prometheus', isDefault: true };
const CONVENTIONS = { ...DOCKER, aliases: [{ host: 'web-1', containers: ['10.0.0.5:8080'], logs: ['web'] }] };
const running = (...instances: string[]) =>
  jest
    .mocked(queryInstant)
    .mockResolvedValue(instances.map((instance) => ({ labels: { instance, name: 'shop-edge-1' }, value: 1 })));

const find = (kind: 'stream' | 'series', labels: Record<string, string>, conventions: Conventions = CONVENTIONS) =>
  findPlace(conventions, { kind, labels }, PROMETHEUS, 0);

beforeEach(() => jest.clearAllMocks());

describe('the container that labels mean', () => {
  test.each([
    ['of a stream with a slash and a host of another name', 'stream', { container: '/shop-edge-1', host: 'web' }],
    ['of a series', 'series', { name: 'shop-edge-1', instance: '10.0.0.5:8080' }],
  ] as const)('%s', async (_what, kind, labels) => {
    expect(await find(kind, labels)).toEqual({ container: { host: 'web-1', name: 'shop-edge-1' } });
    expect(queryInstant).not.toHaveBeenCalled();
  });

  it('of a combined label holds its host', async () => {
    const combined = { ...DOCKER, logs: VECTOR_COMBINED_LOGS };
    expect(await find('stream', { containers: 'web-1/edge' }, combined)).toEqual({
      container: { host: 'web-1', name: 'edge' },
    });
  });

  it('without a host is the one that runs under this name', async () => {
    running('10.0.0.5:8080');
    expect(await find('stream', { container: '/shop-edge-1' })).toEqual({
      container: { host: 'web-1', name: 'shop-edge-1' },
    });
  });

  it('without a host is one of several, or gone: they are searched for', async () => {
    running('10.0.0.5:8080', 'web-2:8080');
    expect(await find('stream', { container: '/shop-edge-1' })).toEqual({ search: 'shop-edge-1' });
    running();
    expect(await find('stream', { container: '/shop-edge-1' })).toEqual({ search: 'shop-edge-1' });
  });

  it('is none where no label names one', async () => {
    expect(await find('stream', { job: 'x' })).toBeUndefined();
  });
});

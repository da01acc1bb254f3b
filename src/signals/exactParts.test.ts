import fc from 'fast-check';
import { exactParts } from './exactParts';
import { containerKey, type ContainerRef, type Scope } from './scope';

const few = (...values: string[]) => fc.constantFrom(...values);
const docker = fc.record({ host: few('a', 'b', 'c'), name: few('x', 'y', 'z') });
const kubernetes = fc.record({
  host: few('a', 'b'),
  namespace: few('n', 'm'),
  pod: few('p', 'q', 'r'),
  name: few('x', 'y'),
});

/** Every container that matchers on each label let through. */
function letThrough({ containers = [] }: Scope): string[] {
  const values = (part: keyof ContainerRef) => [...new Set(containers.map((ref) => ref[part]))];
  return values('host').flatMap((host = '') =>
    values('namespace').flatMap((namespace) =>
      values('pod').flatMap((pod) =>
        values('name').map((name = '') =>
          containerKey({ host, name, ...(namespace ? { namespace } : {}), ...(pod ? { pod } : {}) })
        )
      )
    )
  );
}

test.each([
  ['Docker', docker],
  ['Kubernetes', kubernetes],
])('parts of any choice of containers of %s hold these, each once, and no others', (_what, container) => {
  fc.assert(
    fc.property(fc.array<ContainerRef>(container, { minLength: 1, maxLength: 12 }), (containers) => {
      const found = exactParts({ containers }).flatMap(letThrough).sort();
      expect(found).toEqual([...new Set(containers.map(containerKey))].sort());
    })
  );
});

test('what matchers tell exactly stays whole', () => {
  const hosts = { hosts: ['a', 'b'], search: 'x' };
  expect(exactParts(hosts)).toEqual([hosts]);
  const square = ['a', 'b'].flatMap((host) => ['x', 'y'].map((name) => ({ host, name })));
  expect(exactParts({ containers: square })).toEqual([{ containers: square }]);
});

test('hosts that run the same are one part, and all else of the scope stays', () => {
  const containers = [
    { host: 'a', name: 'x' },
    { host: 'b', name: 'x' },
    { host: 'c', name: 'y' },
  ];
  expect(exactParts({ containers, search: 's' })).toEqual([
    { containers: containers.slice(0, 2), search: 's' },
    { containers: containers.slice(2), search: 's' },
  ]);
});

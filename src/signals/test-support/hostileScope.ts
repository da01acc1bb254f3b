import fc from 'fast-check';
import type { Scope } from '../scope';
import { hostileName } from './hostile';

const names = fc.array(hostileName, { minLength: 0, maxLength: 3 });

/** A choice of anything, called anything. */
export const hostileScope: fc.Arbitrary<Scope> = fc.record(
  {
    hosts: names,
    containers: fc.array(
      fc.record(
        { host: hostileName, name: hostileName, namespace: hostileName, pod: hostileName },
        { requiredKeys: ['host', 'name'] }
      ),
      { maxLength: 3 }
    ),
    projects: names,
    services: names,
    images: names,
    namespaces: names,
    search: hostileName,
  },
  { requiredKeys: [] }
);

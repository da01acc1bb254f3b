/** @jest-environment node */
import fc from 'fast-check';
import { DOCKER, type Conventions, type HostAlias } from './conventions';
import { hostMatchers, hostOf, rawHostRegex, type HostSystem } from './hostNames';
import { hostileName } from './test-support/hostile';

const withNames = (hostNames: Conventions['hostNames'], aliases: HostAlias[] = []): Conventions => ({
  ...DOCKER,
  hostNames,
  aliases,
});

const ALIAS: HostAlias = { host: 'web-1', containers: ['10.0.0.5:8080'], hosts: ['10.0.0.5:9100'] };

describe('hostOf', () => {
  test.each<[Conventions['hostNames'], string, string]>([
    ['strip-port', 'web-1:9100', 'web-1'],
    ['strip-port', 'web-1', 'web-1'],
    ['strip-port', '10.0.0.5:8080', '10.0.0.5'],
    ['strip-port', '10.0.0.5', '10.0.0.5'],
    ['strip-port', 'web-1.example.org:9100', 'web-1.example.org'],
    ['strip-port', '[fe80::1]:8080', '[fe80::1]'],
    ['strip-port', 'fe80::1', 'fe80::1'],
    ['strip-port', 'web:port', 'web:port'],
    ['strip-port', '', ''],
    ['strip-port-and-domain', 'web-1.example.org:9100', 'web-1'],
    ['strip-port-and-domain', '10.0.0.5:8080', '10.0.0.5'],
    ['strip-port-and-domain', '[fe80::1]:8080', '[fe80::1]'],
    ['as-is', 'web-1:9100', 'web-1:9100'],
    ['as-is', '10.0.0.5:8080', '10.0.0.5:8080'],
  ])('%s makes %s %s', (hostNames, raw, host) => expect(hostOf(withNames(hostNames), 'containers', raw)).toBe(host));

  test.each<[HostSystem, string]>([
    ['containers', '10.0.0.5:8080'],
    ['hosts', '10.0.0.5:9100'],
    ['hosts', 'web-1:9100'],
    ['logs', 'web-1'],
  ])('one machine under four names: %s call it %s', (system, raw) => {
    expect(hostOf(withNames('strip-port', [ALIAS]), system, raw)).toBe('web-1');
  });

  test('an alias holds in its own system only', () => {
    expect(hostOf(withNames('strip-port', [ALIAS]), 'logs', '10.0.0.5:8080')).toBe('10.0.0.5');
  });

  test('an alias without a port holds for any port', () => {
    const conventions = withNames('strip-port', [{ host: 'web-1', containers: ['10.0.0.5'] }]);
    expect(hostOf(conventions, 'containers', '10.0.0.5:8080')).toBe('web-1');
  });
});

const matches = (conventions: Conventions, system: HostSystem, host: string, raw: string) =>
  new RegExp(`^(?:${rawHostRegex(conventions, system, host)})$`, 's').test(raw);

const hostPart = fc.constantFrom(
  'web-1',
  'web-2',
  'a',
  '10.0.0.5',
  '10.0.0.6',
  'fe80::1',
  '[fe80::1]',
  'web-1.example.org',
  'web-1.b.c',
  'x.y:z'
);
const rawName = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(hostPart, fc.constantFrom('', ':8080', ':9100')).map((parts) => parts.join('')) },
  hostileName
);
const names = fc.array(
  rawName.filter((name) => name !== ''),
  { minLength: 1, maxLength: 3 }
);
const aliases = fc.array(
  fc.record(
    { host: rawName.filter((name) => name !== ''), containers: names, hosts: names, logs: names },
    { requiredKeys: ['host'] }
  ),
  { maxLength: 3 }
);
const rule = fc.constantFrom<Conventions['hostNames']>('as-is', 'strip-port', 'strip-port-and-domain');
const system = fc.constantFrom<HostSystem>('containers', 'hosts', 'logs');

describe('rawHostRegex', () => {
  test('finds every raw name of the host that it belongs to', () => {
    fc.assert(
      fc.property(rule, aliases, system, rawName, (hostNames, list, where, raw) => {
        const conventions = withNames(hostNames, list);
        // Names from aliases are the ones that go wrong.
        const raws = [raw, ...list.flatMap((alias) => [alias.host, ...(alias[where] ?? [])])];
        for (const one of raws) {
          const host = hostOf(conventions, where, one);
          expect({ raw: one, host, found: matches(conventions, where, host, one) }).toEqual({
            raw: one,
            host,
            found: true,
          });
        }
      }),
      { numRuns: 1000 }
    );
  });

  test.each<[string, Conventions['hostNames'], HostAlias[], string, string, boolean]>([
    ['another port is the same host', 'strip-port', [], 'web-1', 'web-1:1', true],
    ['a longer name is another host', 'strip-port', [], 'web-1', 'web-10', false],
    ['a longer name is another host', 'strip-port', [], 'web-1', 'my-web-1', false],
    ['a dot is a dot', 'strip-port', [], '10.0.0.5', '10x0x0x5', false],
    ['a domain is part of the name', 'strip-port', [], 'web-1', 'web-1.example.org', false],
    ['or not', 'strip-port-and-domain', [], 'web-1', 'web-1.example.org:8080', true],
    ['an address has no domain', 'strip-port-and-domain', [], '10.0.0.5', '10.0.0.5.6', false],
    ['nothing is cut', 'as-is', [], 'web-1', 'web-1:8080', false],
    ['an alias is found', 'strip-port', [ALIAS], 'web-1', '10.0.0.5:8080', true],
    ['beside its plain name', 'strip-port', [ALIAS], 'web-1', 'web-1:8080', true],
    [
      'which may be another’s alias',
      'strip-port',
      [ALIAS, { host: 'b', containers: ['web-1'] }],
      'web-1',
      'web-1',
      false,
    ],
  ])('%s: %s', (_why, hostNames, list, host, raw, found) => {
    expect(matches(withNames(hostNames, list), 'containers', host, raw)).toBe(found);
  });
});

describe('hostMatchers', () => {
  test('no choice is no condition', () => {
    expect(hostMatchers(DOCKER, 'logs', 'host', [])).toEqual([]);
    expect(hostMatchers(DOCKER, 'logs', 'host', undefined)).toEqual([]);
    expect(hostMatchers(DOCKER, 'logs', undefined, ['a'])).toEqual([]);
  });

  test('several hosts are one expression', () => {
    expect(hostMatchers(DOCKER, 'containers', 'instance', ['a', 'b.c'])).toEqual([
      { label: 'instance', op: '=~', value: 'a(?::[0-9]+)?|b\\.c(?::[0-9]+)?' },
    ]);
  });
});

/** @jest-environment node */
import { DOCKER, parseConventions, type Conventions } from '../signals/conventions';
import { hostOf, type HostSystem } from '../signals/hostNames';
import { matchHosts, type HostSpellings } from './matchHosts';

const machine = (instance: string, nodename = '', memory?: number) => ({
  instance,
  nodename,
  ...(memory === undefined ? {} : { memory }),
});

const spell = (
  containers: Array<string | { raw: string; memory: number }>,
  hosts: HostSpellings['hosts'] = [],
  logs: string[] = []
): HostSpellings => ({
  containers: containers.map((one) => (typeof one === 'string' ? { raw: one } : one)),
  hosts,
  logs,
});

/** What each system's name of a host becomes. */
type Expected = Array<[HostSystem, raw: string, host: string]>;

describe('matchHosts', () => {
  test.each<[string, HostSpellings, Expected]>([
    [
      'all agree but for the port',
      spell(['web-1:8080'], [machine('web-1:9100', 'web-1')], ['web-1']),
      [
        ['containers', 'web-1:8080', 'web-1'],
        ['hosts', 'web-1:9100', 'web-1'],
        ['logs', 'web-1', 'web-1'],
      ],
    ],
    [
      'an address whose machine says its name',
      spell(['10.0.0.5:8080'], [machine('10.0.0.5:9100', 'web-1')], ['web-1']),
      [
        ['containers', '10.0.0.5:8080', 'web-1'],
        ['hosts', '10.0.0.5:9100', 'web-1'],
        ['logs', 'web-1', 'web-1'],
      ],
    ],
    [
      'an address that nobody names',
      spell(['10.0.0.5:8080'], [machine('10.0.0.5:9100')], ['web-1']),
      [
        ['containers', '10.0.0.5:8080', '10.0.0.5'],
        ['hosts', '10.0.0.5:9100', '10.0.0.5'],
        ['logs', 'web-1', 'web-1'],
      ],
    ],
    [
      'a name with its domain here and without there',
      spell(['web-1.example.org:8080'], [machine('web-1:9100', 'web-1')], ['web-1']),
      [
        ['containers', 'web-1.example.org:8080', 'web-1.example.org'],
        ['hosts', 'web-1:9100', 'web-1.example.org'],
        ['logs', 'web-1', 'web-1.example.org'],
      ],
    ],
    [
      'the exporter at an address, whose machine calls itself as cAdvisor does',
      spell(['web-1:8080'], [machine('10.0.0.5:9100', 'web-1')], ['10.0.0.5']),
      [
        ['containers', 'web-1:8080', 'web-1'],
        ['hosts', '10.0.0.5:9100', 'web-1'],
        ['logs', '10.0.0.5', 'web-1'],
      ],
    ],
    [
      'two cAdvisors on one address stay two',
      spell(['10.0.0.5:8080', '10.0.0.5:8081'], [machine('10.0.0.5:9100', 'web-1')], ['web-1']),
      [
        ['containers', '10.0.0.5:8080', '10.0.0.5:8080'],
        ['containers', '10.0.0.5:8081', '10.0.0.5:8081'],
      ],
    ],
    [
      'two machines of one short name in two domains stay two',
      spell(
        ['web.a.example:8080', 'web.b.example:8080'],
        [machine('web.a.example:9100', 'web'), machine('web.b.example:9100', 'web')],
        ['web.a.example', 'web.b.example']
      ),
      [
        ['containers', 'web.a.example:8080', 'web.a.example'],
        ['containers', 'web.b.example:8080', 'web.b.example'],
        ['hosts', 'web.a.example:9100', 'web.a.example'],
        ['hosts', 'web.b.example:9100', 'web.b.example'],
        ['logs', 'web.a.example', 'web.a.example'],
        ['logs', 'web.b.example', 'web.b.example'],
      ],
    ],
    [
      'a name that may be either’s is neither’s',
      spell(['web.a.example:8080', 'web.b.example:8080'], [machine('10.0.0.1:9100', 'web')], ['web']),
      [
        ['containers', 'web.a.example:8080', 'web.a.example'],
        ['containers', 'web.b.example:8080', 'web.b.example'],
        ['hosts', '10.0.0.1:9100', '10.0.0.1'],
        ['logs', 'web', 'web'],
      ],
    ],
    [
      'the machine of another domain is another machine',
      spell(['web.a.example:8080'], [machine('web.b.example:9100', 'web')], ['web.b.example']),
      [
        ['containers', 'web.a.example:8080', 'web.a.example'],
        ['hosts', 'web.b.example:9100', 'web.b.example'],
        ['logs', 'web.b.example', 'web.b.example'],
      ],
    ],
    [
      'two addresses whose machines go by one name stay two',
      spell(
        ['10.0.0.5:8080', '10.0.0.6:8080'],
        [machine('10.0.0.5:9100', 'web'), machine('10.0.0.6:9100', 'web')],
        ['web']
      ),
      [
        ['containers', '10.0.0.5:8080', '10.0.0.5'],
        ['containers', '10.0.0.6:8080', '10.0.0.6'],
        ['hosts', '10.0.0.6:9100', '10.0.0.6'],
        ['logs', 'web', 'web'],
      ],
    ],
    [
      'an address does not take the name of another target',
      spell(['web:8080', '10.0.0.6:8080'], [machine('web:9100', 'web'), machine('10.0.0.6:9100', 'web')], ['web']),
      [
        ['containers', 'web:8080', 'web'],
        ['containers', '10.0.0.6:8080', '10.0.0.6'],
        ['hosts', 'web:9100', 'web'],
        ['hosts', '10.0.0.6:9100', '10.0.0.6'],
        ['logs', 'web', 'web'],
      ],
    ],
    [
      'names that share no part are one machine by its memory',
      spell(
        [
          { raw: 'cadvisor-a:8080', memory: 8_000_001 },
          { raw: 'cadvisor-b:8080', memory: 8_000_002 },
        ],
        [machine('10.0.0.5:9100', 'web-1', 8_000_001), machine('10.0.0.6:9100', 'web-2', 8_000_002)]
      ),
      [
        ['hosts', '10.0.0.5:9100', 'cadvisor-a'],
        ['hosts', '10.0.0.6:9100', 'cadvisor-b'],
      ],
    ],
    [
      'unless two have as much',
      spell(
        [
          { raw: 'cadvisor-a:8080', memory: 8_000_000 },
          { raw: 'cadvisor-b:8080', memory: 8_000_000 },
        ],
        [machine('10.0.0.5:9100', 'web-1', 8_000_000), machine('10.0.0.6:9100', 'web-2', 8_000_000)]
      ),
      [
        ['hosts', '10.0.0.5:9100', '10.0.0.5'],
        ['hosts', '10.0.0.6:9100', '10.0.0.6'],
      ],
    ],
    [
      'the whole name counts more than its first part',
      spell(['web.a.example:8080'], [machine('10.0.0.1:9100', 'web'), machine('10.0.0.2:9100', 'web.a.example')]),
      [
        ['hosts', '10.0.0.1:9100', '10.0.0.1'],
        ['hosts', '10.0.0.2:9100', 'web.a.example'],
      ],
    ],
    ['nothing at all', spell([]), [['containers', 'web-1:8080', 'web-1']]],
    [
      'a machine that two jobs scrape',
      spell(['10.0.0.5:8080'], [machine('10.0.0.5:9100', 'web-1'), machine('10.0.0.5:9100', 'web-1')]),
      [
        ['containers', '10.0.0.5:8080', 'web-1'],
        ['hosts', '10.0.0.5:9100', 'web-1'],
      ],
    ],
  ])('%s', (_why, spellings, expected) => {
    const conventions: Conventions = parseConventions({ ...DOCKER, ...matchHosts(spellings) });
    const found = expected.map(([system, raw]) => [system, raw, hostOf(conventions, system, raw)]);
    expect(found).toEqual(expected);
  });
});

/** @jest-environment node */
import { checkById } from './catalog';
import { explainedBy } from './cause';
import { groupFindings, type Finding } from './finding';
import type { FindingSubject } from './subject';

const container = (host: string, name = 'web'): FindingSubject => ({ kind: 'container', container: { host, name } });
const target = (host: string, job: string): FindingSubject => ({ kind: 'target', host, job, instance: `${host}:1` });

const finding = (id: string, subject: FindingSubject): Finding => ({
  check: checkById(id),
  parameters: {},
  subject,
  value: 1,
});

const idsOf = (findings: readonly Finding[]) =>
  [...explainedBy(findings)].map(([effect, cause]) => `${cause.check.id} > ${effect.check.id}`).sort();

describe('explainedBy', () => {
  test.each<[string, Finding[], string[]]>([
    [
      'a host that is down explains its targets, containers and logs, and no others',
      [
        finding('host-down', { kind: 'host', host: 'a' }),
        finding('target-down', target('a', 'node')),
        finding('logs-stopped', { kind: 'log', host: 'a' }),
        finding('container-gone', container('a')),
        finding('container-gone', container('b')),
        finding('target-down', target('b', 'node')),
      ],
      ['host-down > container-gone', 'host-down > logs-stopped', 'host-down > target-down'],
    ],
    [
      'a kill explains the restart of its own container',
      [
        finding('oom-kill', container('a')),
        finding('oom-restart', container('a')),
        finding('restart-loop', container('a')),
        finding('restart-loop', container('b')),
        finding('restart-loop', container('a', 'db')),
      ],
      ['oom-kill > oom-restart', 'oom-kill > restart-loop'],
    ],
    [
      'of a chain the first explains all',
      [
        finding('host-down', { kind: 'host', host: 'a' }),
        finding('container-gone', container('a')),
        finding('container-missing-since-before', container('a')),
      ],
      ['host-down > container-gone', 'host-down > container-missing-since-before'],
    ],
    ['nothing explains itself', [finding('oom-kill', container('a'))], []],
  ])('%s', (_why, findings, expected) => expect(idsOf(findings)).toEqual(expected));
});

describe('groupFindings', () => {
  const down = finding('host-down', { kind: 'host', host: 'a' });
  const gone = finding('container-gone', container('a'));
  const kill = finding('oom-kill', container('c'));
  const restart = finding('oom-restart', container('c'));
  const all = [gone, kill, restart, down, finding('target-down', target('a', 'node'))];
  const shape = (by: Parameters<typeof groupFindings>[1]) =>
    groupFindings(all, by).map((group) => ({
      findings: group.findings.map(({ check }) => check.id),
      explained: group.explained.map(({ check }) => check.id),
    }));

  test('by cause: effects stand with it, on the same thing beside it; the gravest of all decides the order', () => {
    expect(shape('cause')).toEqual([
      { findings: ['host-down'], explained: ['target-down', 'container-gone'] },
      { findings: ['oom-kill', 'oom-restart'], explained: [] },
    ]);
  });

  test('by host and by check nothing is explained away', () => {
    expect(shape('host')).toEqual([
      { findings: ['host-down', 'target-down', 'container-gone'], explained: [] },
      { findings: ['oom-restart', 'oom-kill'], explained: [] },
    ]);
    expect(shape('check').map(({ findings }) => findings)).toEqual([
      ['host-down'],
      ['oom-restart'],
      ['target-down'],
      ['container-gone'],
      ['oom-kill'],
    ]);
  });
});

/** @jest-environment node */
import { checkById } from './catalog';
import type { Check, Comparison, Severity } from './check';
import {
  compareFindings,
  groupFindings,
  heldSince,
  holds,
  subjectKey,
  type Finding,
  type FindingSubject,
} from './finding';

const near = checkById('memory-near-limit');
const comparing = (compare: Comparison): Check => ({ ...near, compare, threshold: { constant: 1 } });

describe('holds', () => {
  test.each<[Comparison, number[], number[]]>([
    ['>', [1.1, Infinity], [1, 0.9, NaN]],
    ['>=', [1, 1.1], [0.9, NaN]],
    ['<', [0.9, -Infinity], [1, 1.1, NaN]],
    ['==', [1], [0.9, 1.1, NaN]],
  ])('%s 1', (compare, yes, no) => {
    expect(yes.map((value) => holds(comparing(compare), {}, value))).toEqual(yes.map(() => true));
    expect(no.map((value) => holds(comparing(compare), {}, value))).toEqual(no.map(() => false));
  });

  test('compares with the parameter that is the threshold', () => {
    expect(holds(near, { share: 0.5 }, 0.6)).toBe(true);
    expect(holds(near, { share: 0.7 }, 0.6)).toBe(false);
  });
});

describe('heldSince', () => {
  const STEP = 1000;
  test.each<[string, number[], number[], ReturnType<typeof heldSince>]>([
    ['nothing known', [], [], undefined],
    ['it does not hold now', [0, 1000], [0.95, 0.5], undefined],
    ['now only', [0, 1000], [0.5, 0.95], { since: 1000, atLeast: false }],
    ['for a while', [0, 1000, 2000, 3000], [0.5, 0.95, 0.95, 0.95], { since: 1000, atLeast: false }],
    ['again', [0, 1000, 2000, 3000], [0.95, 0.95, 0.5, 0.95], { since: 3000, atLeast: false }],
    ['for as long as is known', [0, 1000, 2000], [0.95, 0.95, 0.95], { since: 0, atLeast: true }],
    ['a gap is a break', [0, 1000, 3000, 4000], [0.95, 0.95, 0.95, 0.95], { since: 3000, atLeast: false }],
    ['half a step late is none', [0, 1400, 2400], [0.95, 0.95, 0.95], { since: 0, atLeast: true }],
    ['no number is a break', [0, 1000, 2000], [0.95, NaN, 0.95], { since: 2000, atLeast: false }],
  ])('%s', (_why, times, values, held) => expect(heldSince(near, { share: 0.9 }, times, values, STEP)).toEqual(held));
});

const container = (host: string, name = 'web'): FindingSubject => ({ kind: 'container', container: { host, name } });

const finding = (id: string, severity: Severity, more: Partial<Finding> = {}): Finding => ({
  check: { ...near, id, severity },
  parameters: {},
  subject: container('a'),
  value: 1,
  ...more,
});

describe('compareFindings', () => {
  test('what is worst, or fails first, or began last, comes first; what does not count yet comes last', () => {
    const inOrder = [
      finding('fails-soon', 'critical', { timeToFailure: { estimate: 60, low: 30 } }),
      finding('fails-later', 'critical', { timeToFailure: { estimate: 600, low: 30 } }),
      finding('critical', 'critical'),
      finding('began-last', 'warning', { since: 2000 }),
      finding('began-first', 'warning', { since: 1000 }),
      finding('a', 'warning'),
      finding('b', 'warning'),
      finding('info', 'info'),
      finding('pending', 'critical', { pending: true }),
    ];
    const shuffled = [4, 8, 2, 6, 0, 7, 5, 1, 3].flatMap((index) => inOrder[index] ?? []);
    expect(shuffled.sort(compareFindings).map(({ check }) => check.id)).toEqual(inOrder.map(({ check }) => check.id));
  });
});

describe('subjectKey', () => {
  test('tells everything apart', () => {
    const subjects: FindingSubject[] = [
      container('a'),
      container('b'),
      container('a', 'db'),
      { kind: 'host', host: 'a' },
      { kind: 'target', host: 'a', job: 'j', instance: 'a:1' },
      { kind: 'target', host: 'a', job: 'j', instance: 'a:2' },
      { kind: 'target', host: 'a', job: 'k', instance: 'a:1' },
    ];
    expect(new Set(subjects.map(subjectKey)).size).toBe(subjects.length);
  });
});

describe('groupFindings', () => {
  const ids = (findings: readonly Finding[]) =>
    groupFindings(findings).map(({ findings: of }) => of.map(({ check }) => check.id));

  test('the container with the worst finding comes first, its worst finding first', () => {
    expect(
      ids([
        finding('a-info', 'info'),
        finding('b-warning', 'warning', { subject: container('b') }),
        finding('b-critical', 'critical', { subject: container('b') }),
        finding('a-warning', 'warning'),
      ])
    ).toEqual([
      ['b-critical', 'b-warning'],
      ['a-warning', 'a-info'],
    ]);
  });

  test('the same name on two hosts is two groups', () => {
    expect(ids([finding('x', 'info'), finding('x', 'info', { subject: container('b') })])).toEqual([['x'], ['x']]);
  });

  test('the targets of a host fail together', () => {
    const target = (host: string, job: string): Partial<Finding> => ({
      subject: { kind: 'target', host, job, instance: host && `${host}:1` },
    });
    expect(
      ids([
        finding('down', 'critical', target('a', 'cadvisor')),
        finding('down', 'critical', target('a', 'node')),
        finding('down', 'critical', target('b', 'node')),
        // Jobs that have lost every target share no host.
        finding('down', 'critical', target('', 'x')),
        finding('down', 'critical', target('', 'y')),
      ])
    ).toEqual([['down', 'down'], ['down'], ['down'], ['down']]);
  });
});

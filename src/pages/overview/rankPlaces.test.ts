import { checkById } from '../../checks/catalog';
import type { Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';
import { rankEverywhere, rankPlaces, type PlaceReport } from './rankPlaces';

const near = checkById('memory-near-limit');

const finding = (severity: Severity, name: string, more: Partial<Finding> = {}): Finding => ({
  check: { ...near, severity },
  parameters: {},
  subject: { kind: 'container', container: { host: 'a', name } },
  value: 1,
  ...more,
});

const report = (...findings: Finding[]): PlaceReport => ({ findings, loading: false, unknown: undefined });

describe('rankEverywhere', () => {
  test('the worst comes first, wherever it is, and what belongs together at a location is one', () => {
    const soon = { timeToFailure: { estimate: 60, low: 30, high: 90 } };
    const groups = rankEverywhere(
      new Map([
        ['', report(finding('warning', 'x'), finding('critical', 'y'))],
        [
          'oslo',
          report(finding('critical', 'y', soon), finding('info', 'y'), finding('warning', 'x', { pending: true })),
        ],
      ])
    );
    expect(groups.map(({ location, group, worst }) => [location, group.findings.length, worst.check.severity])).toEqual(
      [
        ['oslo', 2, 'critical'],
        ['', 1, 'critical'],
        ['', 1, 'warning'],
        ['oslo', 1, 'warning'],
      ]
    );
  });

  test('nothing', () => expect(rankEverywhere(new Map([['', report()]]))).toEqual([]));
});

describe('rankPlaces', () => {
  test('what is known to be well comes last, and what is not known before it', () => {
    const reports = new Map<string, PlaceReport>([
      ['', report()],
      ['away', { ...report(), unknown: 'could not be asked' }],
      ['slow', { ...report(), loading: true }],
      ['bad', report(finding('warning', 'x'))],
      ['worse', report(finding('critical', 'x'))],
    ]);
    expect(rankPlaces(['', 'away', 'silent', 'slow', 'bad', 'worse'], reports)).toEqual([
      'worse',
      'bad',
      'away',
      'silent',
      'slow',
      '',
    ]);
  });
});

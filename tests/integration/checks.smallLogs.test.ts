import { checkById } from '../../src/checks/catalog';
import { parameterValues } from '../../src/checks/check';
import { alertRuleOf } from '../../src/checks/rules/alertRule';
import { subjectOf } from '../../src/checks/subject';
import { subjectText } from '../../src/checks/subjectText';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { askLokiRange } from '../rules/fleetSamples';
import { askLoki } from './support/ask';
import { pushLines, type TimedLine } from './support/pushLines';
import { firedOf } from './support/replays';
import { startSmallLoki, type SmallLoki } from './support/smallLoki';

/** 10 June 2025, noon; seconds since 1970. */
const END = 1_749_556_800;
const MINUTE = 60;
const HOUR = 3600;

/** Of each test the logs of one job: they share a Loki. */
const conventionsOf = (job: string): Conventions => ({
  ...DOCKER,
  logs: { ...DOCKER.logs, matchers: [{ label: 'job', op: '=', value: job }] },
});

let loki: SmallLoki;
beforeAll(async () => {
  loki = await startSmallLoki();
});
afterAll(() => loki?.stop());

/** A line every so many seconds. */
function written(from: number, to: number, every: number, text: string): TimedLine[] {
  return Array.from({ length: Math.floor((to - from) / every) }, (_, index) => [(from + index * every) * 1000, text]);
}

describe('a host whose logs stopped', () => {
  const conventions = conventionsOf('stopped');
  const check = checkById('logs-stopped');
  const stopped = END - 25 * HOUR;

  beforeAll(async () => {
    const push = (host: string, lines: TimedLine[]) =>
      pushLines(loki.url, { job: 'stopped', host, container: 'app' }, lines);
    await push('well', written(END - 55 * HOUR, END, 4 * MINUTE, 'GET / 200'));
    await push('old', written(END - 55 * HOUR, stopped, 4 * MINUTE, 'GET / 200'));
    await push('young', written(stopped - HOUR, stopped, 4 * MINUTE, 'GET / 200'));
  });

  /** Whom the rule finds silent, so long after the last line. */
  async function missedAfter(seconds: number): Promise<string[]> {
    const { expr } = alertRuleOf({ check, parameters: {} }, { conventions, grafanaUrl: 'http://grafana.example' });
    const found = await askLoki(loki.url, expr, stopped + seconds);
    return found.map(({ labels }) => subjectText(subjectOf(check, conventions, labels))).sort();
  }

  it('is missed for as long as is remembered, and no longer', async () => {
    expect(await missedAfter(0)).toEqual([]);
    for (const minutes of [15, 40, 71, 90, 150, 5 * 60, 10 * 60, 17 * 60, 23.5 * 60]) {
      expect({ minutes, missed: await missedAfter(minutes * MINUTE) }).toEqual({
        minutes,
        missed: expect.arrayContaining(['old logs']) as string[],
      });
    }
    expect(await missedAfter(24.5 * HOUR)).toEqual([]);
  });

  it('is missed at least as long as it had written before', async () => {
    for (const minutes of [15, 30, 55]) {
      expect({ minutes, missed: await missedAfter(minutes * MINUTE) }).toEqual({
        minutes,
        missed: ['old logs', 'young logs'],
      });
    }
  });

  it('costs eight windows of ten minutes, whatever is remembered', () => {
    const seconds = (parameters: Record<string, number>) =>
      (check.reads?.({ conventions, scope: {}, parameters: parameterValues(check, parameters) }) ?? []).reduce(
        (sum, read) => sum + read.seconds * read.passes,
        0
      );
    expect(seconds({})).toBeLessThanOrEqual(8 * 600);
    expect(seconds({ remembered: 168 })).toBeLessThanOrEqual(11 * 600);
  });
});

describe('exceptions of a new kind', () => {
  const conventions = conventionsOf('thrown');
  const known = 'java.lang.TimeoutException: upstream did not answer';
  const fresh = 'PaymentRefusedError: card 17 was refused';

  beforeAll(() =>
    pushLines(loki.url, { job: 'thrown', host: 'web-1', container: 'api' }, [
      ...written(END - 7 * HOUR, END, 5 * MINUTE, known),
      ...written(END - 20 * MINUTE, END - 10 * MINUTE, MINUTE, fresh),
    ])
  );

  it('are told of as they come up, by the rule evaluated every minute; what was thrown before is not', async () => {
    const fired = await firedOf(
      checkById('exceptions-new'),
      { conventions },
      { from: END - HOUR, to: END },
      (expr, ...range) => askLokiRange(loki.url, expr, ...range)
    );
    expect(fired.map(({ finding }) => subjectText(finding.subject))).toEqual(['PaymentRefusedError in api on web-1']);
    expect(fired[0]?.start).toBeGreaterThan(END - 20 * MINUTE);
    expect(fired[0]?.start).toBeLessThan(END - 10 * MINUTE);
  });
});

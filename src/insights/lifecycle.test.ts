/** @jest-environment node */
import { lifecycleEvents, type LifecycleInput } from './lifecycle';

const MINUTE = 60_000;
const STEP = MINUTE;
const FROM = 1_700_000_000_000;
const TO = FROM + 60 * MINUTE;

/** A time in minutes after the beginning of the range, as cAdvisor writes start times. */
const seconds = (minutes: number) => (FROM + minutes * MINUTE) / 1000;

/** A point each minute; `value` gives nothing where there is none. */
function history(value: (minute: number) => number | undefined) {
  const points = Array.from({ length: 61 }, (_, minute) => ({ time: FROM + minute * MINUTE, value: value(minute) }));
  const there = points.filter((point): point is { time: number; value: number } => point.value !== undefined);
  return { times: there.map(({ time }) => time), values: there.map((point) => point.value) };
}

const started = (image: string, value: (minute: number) => number | undefined) => ({ image, ...history(value) });
const running = started('web:1', () => seconds(-600));

function told(input: Partial<LifecycleInput>): Array<[number, string, string]> {
  const events = lifecycleEvents({ starts: [running], from: FROM, to: TO, stepMs: STEP, ...input });
  return events.map(({ time, kind, text }) => [(time - FROM) / MINUTE, kind, text]);
}

describe('lifecycleEvents', () => {
  test.each<[string, Partial<LifecycleInput>, Array<[number, string, string]>]>([
    ['nothing happened', {}, []],
    ['nothing is known', { starts: [] }, []],
    [
      'it was started',
      { starts: [started('web:1', (minute) => (minute < 20 ? undefined : seconds(19.5)))] },
      [[19.5, 'start', 'Started']],
    ],
    [
      'it was restarted, twice',
      { starts: [started('web:1', (minute) => seconds(minute < 20 ? -600 : minute < 40 ? 19.5 : 39.5))] },
      [
        [19.5, 'start', 'Restarted'],
        [39.5, 'start', 'Restarted'],
      ],
    ],
    [
      'it was replaced, and its old series is answered for five minutes more',
      {
        starts: [
          started('web:1', (minute) => (minute < 25 ? seconds(-600) : undefined)),
          started('web:2', (minute) => (minute < 20 ? undefined : seconds(19.5))),
        ],
      },
      [[19.5, 'image', 'Started with a new image: web:2, before web:1']],
    ],
    [
      'it went away: known once no series answers, which is five minutes later',
      { starts: [started('web:1', (minute) => (minute <= 35 ? seconds(-600) : undefined))] },
      [[30, 'gone', 'Not seen any more']],
    ],
    [
      'a late scrape is no loss',
      { starts: [started('web:1', (minute) => (minute <= 58 ? seconds(-600) : undefined))] },
      [],
    ],
    [
      'it was killed',
      { oomEvents: history((minute) => (minute < 30 ? 2 : 3)) },
      [[30, 'oom-kill', 'Killed for want of memory']],
    ],
    [
      'several processes were killed at once',
      { oomEvents: history((minute) => (minute < 30 ? 0 : 4)) },
      [[30, 'oom-kill', '4 processes killed for want of memory']],
    ],
    ['a counter that begins anew tells of no kill', { oomEvents: history((minute) => (minute < 30 ? 2 : 0)) }, []],
    [
      'the kill comes before the restart that it caused',
      {
        starts: [started('web:1', (minute) => seconds(minute < 30 ? -600 : 29.5))],
        oomEvents: history((minute) => (minute < 30 ? 0 : 1)),
      },
      [
        [29.5 - 1 / 60, 'oom-kill', 'Killed for want of memory'],
        [29.5, 'start', 'Restarted'],
      ],
    ],
    [
      'its health changed',
      { health: history((minute) => (minute < 10 ? 1 : minute < 20 ? 0 : 1)) },
      [
        [10, 'unhealthy', 'Became unhealthy, or is starting'],
        [20, 'healthy', 'Became healthy'],
      ],
    ],
    [
      'without a check there is no health',
      { health: history((minute) => (minute < 10 ? -1 : minute < 20 ? 0 : -1)) },
      [],
    ],
  ])('%s', (_why, input, events) => {
    const found = told(input);
    expect(found.map(([, kind, text]) => [kind, text])).toEqual(events.map(([, kind, text]) => [kind, text]));
    found.forEach(([minute], index) => expect(minute).toBeCloseTo(events[index]?.[0] ?? NaN));
  });
});

import { checkById } from '../../../checks/catalog';
import { replay } from '../../../checks/replay';
import { queryLogSeries } from '../../../grafana/loki';
import { DOCKER } from '../../../signals/conventions';
import { loadReplay } from './loadReplay';

jest.mock('../../../grafana/loki');

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const TO = 1_764_000_000_000;
const check = checkById('exceptions-jump');

/** A replay of logs of which only `from` to `until` (Unix milliseconds) has any. */
async function ofBurst(days: number, stepSeconds: number, from: number, until: number) {
  jest.mocked(queryLogSeries).mockImplementation((_source, _expr, range, step) => {
    const times: number[] = [];
    for (let time = range.from; time <= range.to; time += step * 1000) {
      if (time >= from && time <= until) {
        times.push(time);
      }
    }
    const labels = { host: 'web-1', container: 'api' };
    return Promise.resolve(times.length > 0 ? [{ labels, times, values: times.map(() => 1e9) }] : []);
  });
  const source = { uid: 'l', name: 'L', type: 'loki' as const, isDefault: true };
  const chosen = { check, parameters: {} };
  const question = { chosen, conventions: DOCKER, source, from: TO - days * DAY_MS, to: TO, stepSeconds };
  return loadReplay(question, new AbortController().signal);
}

const firingsOf = ({ input, stepSeconds }: Awaited<ReturnType<typeof loadReplay>>) => {
  const parameters = Object.fromEntries(check.parameters.map(({ id, default: usual }) => [id, usual]));
  return replay(check, parameters, { ...input, guards: input.values }, stepSeconds, { forSeconds: 300 });
};

test('a burst of a log that fell silent since has ended', async () => {
  const burst = TO - 20 * 60 * MINUTE_MS;
  const [firing, ...others] = firingsOf(await ofBurst(1, 120, burst, burst + 50 * MINUTE_MS));
  expect(others).toEqual([]);
  expect(firing?.end).toBeLessThan(burst + 55 * MINUTE_MS);
});

test('a burst that goes on fires to the end', async () => {
  const [firing] = firingsOf(await ofBurst(1, 120, TO - 50 * MINUTE_MS, TO));
  expect(firing).toBeDefined();
  expect(firing?.end).toBeUndefined();
});

test('a long range is asked for in parts that are one series, whatever its length', async () => {
  const data = await ofBurst(30, 300, TO - 30 * DAY_MS, TO);
  expect(jest.mocked(queryLogSeries).mock.calls.length).toBeGreaterThan(5);
  expect(data.input.values).toHaveLength(1);
  const times = data.input.values[0]?.times ?? [];
  expect(times.length).toBeGreaterThan(8_600);
  expect(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) === 300_000)).toBe(true);
});

test('an outage of 50 minutes within a month is met', async () => {
  const outage = TO - 12 * DAY_MS + 17 * MINUTE_MS;
  expect(firingsOf(await ofBurst(30, 300, outage, outage + 50 * MINUTE_MS))).toHaveLength(1);
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlocks } from '../../fleet/promtool';
import { checkById } from '../../src/checks/catalog';
import { DOCKER, type Conventions } from '../../src/signals/conventions';
import { resultLabel } from '../../src/signals/nginx/nginxSignal';
import { LOG_LABEL } from '../../src/signals/recorded/labels';
import { nginxLogKey } from '../../src/signals/recorded/nginxLogKey';
import { NGINX_RECORDED } from '../../src/signals/recorded/nginxSets';
import { askRange } from '../rules/fleetSamples';
import { say } from './support/incidents';
import { program } from './support/programs';
import { firedOf } from './support/replays';
import { runDirectory } from './support/runDirectory';
import { startPrometheus, type Server } from './support/servers';

/** 10 June 2025, noon; seconds since 1970. */
const END = 1_749_556_800;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const START = END - 3.5 * DAY;

const conventions: Conventions = {
  ...DOCKER,
  nginx: {
    access: {
      matchers: [{ label: 'job', op: '=', value: 'nginx' }],
      format: { kind: 'combined', appended: [{ field: 'virtualHost', before: ' "', after: '"' }] },
      labels: {},
    },
  },
};

/** How many of a thousand requests a minute end with 503, at a time. */
const FAILING: Readonly<Record<string, (t: number) => number>> = {
  // Half a percent may fail: a tenth of that does.
  'well.example': () => 1,
  // One in fifty, for the last day.
  'slow.example': (t) => (t > END - DAY ? 20 : 1),
  // An eighth, for the last two hours.
  'fast.example': (t) => (t > END - 2 * HOUR ? 125 : 1),
};

/** What Loki's ruler would have recorded, a sample a minute. */
function* recorded(): Generator<string> {
  const status = resultLabel(conventions, 'status');
  const virtualHost = resultLabel(conventions, 'virtualHost');
  const line = (name: string, code: string, count: number, t: number) =>
    `${NGINX_RECORDED.requests}{host="web-1",container="edge",${LOG_LABEL}="${nginxLogKey(conventions)}",${virtualHost}="${name}",${status}="${code}"} ${count} ${t}\n`;
  for (let t = START; t <= END; t += MINUTE) {
    for (const [name, failing] of Object.entries(FAILING)) {
      yield line(name, '200', 1000 - failing(t), t);
      yield line(name, '503', failing(t), t);
    }
  }
  yield '# EOF\n';
}

let prometheus: Server;
beforeAll(async () => {
  const directory = mkdtempSync(join(runDirectory(), 'budget-'));
  const file = join(directory, 'samples.txt');
  writeFileSync(file, [...recorded()].join(''));
  const blocks = join(directory, 'blocks');
  await createBlocks(await program('promtool'), file, blocks);
  prometheus = await startPrometheus(blocks, END, [], NGINX_RECORDED.requests);
});
afterAll(() => prometheus?.stop());

const firedIn = async (id: string, from: number, to: number) =>
  (
    await firedOf(checkById(id), { conventions }, { from, to }, (expr, ...range) =>
      askRange(prometheus.url, expr, ...range)
    )
  ).map(({ finding: { subject }, start }) => ({
    virtualHost: subject.kind === 'virtual host' ? subject.virtualHost : subject.kind,
    start,
  }));

it('a budget that burns fast is told within the hour, of the virtual host whose requests fail', async () => {
  const fired = await firedIn('nginx-budget-burns-fast', END - DAY - HOUR, END);
  expect(fired.map(({ virtualHost }) => virtualHost)).toEqual(['fast.example']);
  const after = (fired[0]?.start ?? Infinity) - (END - 2 * HOUR);
  say(`nginx-budget-burns-fast: raised ${Math.round(after / 60)} min after the failures began`);
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThanOrEqual(HOUR);
});

it('one that burns slowly is told within the day, while it burns', async () => {
  const fired = await firedIn('nginx-budget-burns-slowly', END - DAY - 6 * HOUR, END);
  const slow = fired.filter(({ virtualHost }) => virtualHost === 'slow.example');
  const after = (slow[0]?.start ?? Infinity) - (END - DAY);
  say(`nginx-budget-burns-slowly: raised ${Math.round(after / HOUR)} h after the failures began`);
  expect(slow).toHaveLength(1);
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThan(DAY);
  expect(fired.map(({ virtualHost }) => virtualHost)).not.toContain('well.example');
});

it('nothing is told in 24 hours in which all is within the budget', async () => {
  for (const id of ['nginx-budget-burns-fast', 'nginx-budget-burns-slowly']) {
    expect(await firedIn(id, END - 2 * DAY - HOUR, END - DAY - HOUR)).toEqual([]);
  }
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlocks } from '../../fleet/promtool';
import { loadVolume, type LogVolumes } from '../../src/pages/logs/loadVolume';
import { loadRecordedExceptions } from '../../src/pages/logs/recordedExceptions';
import { loadVolumes } from '../../src/pages/logs/recordedVolume';
import { DOCKER } from '../../src/signals/conventions';
import { readingOf } from '../../src/signals/logBudget';
import type { LevelsFrom } from '../../src/signals/logLevels';
import { NO_FILTER, type LogFilter, type LogQuery } from '../../src/signals/logQuery';
import { logSets } from '../../src/signals/recorded/logSets';
import type { ContainerRef } from '../../src/signals/scope';
import { askLoki } from './support/ask';
import { connectLoki, LOKI } from './support/backendRuntime';
import { program } from './support/programs';
import { pushLines } from './support/pushLines';
import { runDirectory } from './support/runDirectory';
import { startLoki, startPrometheus, type Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

const PROMETHEUS = { uid: 'quayside-prometheus', name: 'Prometheus', type: 'prometheus', isDefault: true };
const END = 1_749_556_800;
const HOURS = 3;
const range = { from: (END - HOURS * 3600) * 1000, to: END * 1000 };
const whole = readingOf(range, 0);
/** The ruler did not evaluate for half an hour. */
const HOLE = { from: END - 5400, to: END - 3600 };

const WEB: ContainerRef = { host: 'web-1', name: 'app' };
const DB: ContainerRef = { host: 'db-1', name: 'db' };
/** Every pair of the hosts and names of the others. */
const OTHERS: ContainerRef[] = [
  { host: 'web-1', name: 'db' },
  { host: 'db-1', name: 'app' },
];

/** A line each five seconds: one of ten is an error, one of thirty names what was thrown. */
const lineOf = (index: number) =>
  index % 30 === 0
    ? `level=error msg="request failed" err="ValueError: no ${index}"`
    : index % 10 === 0
      ? 'level=error msg="request failed"'
      : 'level=info msg="request done"';
const LINES = Array.from(
  { length: ((HOURS + 1) * 3600) / 5 },
  (_, index) => [(END - (HOURS + 1) * 3600 + 5 * index + 2) * 1000, lineOf(index)] as const
);

/** What a ruler would have recorded: each rule at each minute, but for the hole. */
async function recorded(lokiUrl: string, levelsFrom: LevelsFrom): Promise<string[]> {
  const rules = logSets({ conventions: DOCKER, levelsFrom }).flatMap((set) => set.rules);
  const minutes = Array.from({ length: HOURS * 60 + 10 }, (_, minute) => END - minute * 60 + 17 - 60).filter(
    (time) => time < HOLE.from || time >= HOLE.to
  );
  const out: string[] = [];
  for (const time of minutes.reverse()) {
    const answers = await Promise.all(rules.map(({ expr }) => askLoki(lokiUrl, expr, time)));
    answers.forEach((samples, index) => {
      const { record = '', labels = {} } = rules[index] ?? {};
      for (const sample of samples) {
        const all = Object.entries({ ...sample.labels, ...labels }).map(
          ([name, value]) => `${name}=${JSON.stringify(value)}`
        );
        out.push(`${record}{${all.join(',')}} ${sample.value} ${time}.000\n`);
      }
    });
  }
  return out;
}

let loki: Server;
let prometheus: Server;
const places = { loki: LOKI, prometheus: PROMETHEUS };

beforeAll(async () => {
  loki = await startLoki();
  for (const { host, name } of [WEB, DB, ...OTHERS]) {
    await pushLines(loki.url, { host, container: name }, LINES);
  }
  const directory = mkdtempSync(join(runDirectory(), 'recorded-logs-'));
  const file = join(directory, 'recorded.om');
  const text = [...(await recorded(loki.url, 'detected')), `up{job="loki"} 1 ${END}\n`, '# EOF\n'];
  writeFileSync(file, text.join(''));
  const blocks = join(directory, 'blocks');
  await createBlocks(await program('promtool'), file, blocks);
  prometheus = await startPrometheus(blocks, END);
}, 300_000);
afterAll(() => Promise.all([loki?.stop(), prometheus?.stop()]));
beforeEach(() => void connectLoki(loki.url, prometheus.url));

const queryOf = (
  containers: ContainerRef[],
  filter: Partial<LogFilter> = {},
  levelsFrom: LevelsFrom = 'detected'
): LogQuery => ({
  conventions: DOCKER,
  selection: { scope: containers.length > 0 ? { containers } : {}, matchers: [] },
  filter: { ...NO_FILTER, ...filter },
  levelsFrom,
});

/** Equal but for a line at the ends of the range and of the hole, which lie within a step. */
function expectTheSame(found: LogVolumes, raw: LogVolumes) {
  expect(found.times).toEqual(raw.times);
  for (const [level, total] of raw.totals) {
    expect(Math.abs((found.totals.get(level) ?? 0) - total)).toBeLessThanOrEqual(Math.max(2, 0.01 * total));
  }
  for (const [level, counts] of raw.byLevel) {
    counts.forEach((count, step) =>
      // A sample's minute may lie half across the border of two steps.
      expect(Math.abs((found.byLevel.get(level)?.[step] ?? 0) - count)).toBeLessThanOrEqual(Math.max(8, count))
    );
  }
}

it.each<[string, ContainerRef[]]>([
  ['all containers', []],
  ['one container', [WEB]],
  ['two containers, and no other pair of their hosts and names', [WEB, DB]],
])('lines by level of %s are those of the logs, its hole filled', async (_which, containers) => {
  const query = queryOf(containers);
  const raw = await loadVolume(LOKI, query, range, whole);
  const found = await loadVolumes(places, query, range, whole, 1);
  expectTheSame(found, raw);
  expect(found.how).toBe('exact');
  expect(found.source).toMatchObject({ since: undefined, holes: [expect.anything()] });
});

it('fills holes with levels that are told by the words of lines', async () => {
  const query = queryOf([WEB], {}, 'lines');
  expectTheSame(await loadVolumes(places, query, range, whole, 1), await loadVolume(LOKI, query, range, whole));
});

it('reads the logs for what is not recorded, and says so', async () => {
  const query = queryOf([WEB], { words: ['failed'] });
  const found = await loadVolumes(places, query, range, whole, 1);
  expect(found.source).toBe('unasked');
  expect(found.totals).toEqual((await loadVolume(LOKI, query, range, whole)).totals);
});

it('reads the logs where holes hold more than may be read', async () =>
  expect((await loadVolumes(places, queryOf([WEB]), range, whole, 0.01)).source).toBe('holes'));

it('reads the logs where nothing is recorded, or Prometheus does not answer', async () => {
  expect((await loadVolumes({ ...places, prometheus: undefined }, queryOf([WEB]), range, whole, 1)).source).toBe(
    'unrecorded'
  );
  connectLoki(loki.url, 'http://127.0.0.1:9');
  const found = await loadVolumes(places, queryOf([WEB]), range, whole, 1);
  expect(found.problem).toBeDefined();
  expect(found.totals.get('error')).toBeGreaterThan(0);
});

it('counts lines that name something thrown, of what was recorded', async () => {
  const found = await loadRecordedExceptions(PROMETHEUS, queryOf([WEB]), range);
  const share = found?.share ?? 0;
  expect(share).toBeGreaterThan(0.8);
  expect(share).toBeLessThan(0.85);
  // One of thirty lines, a line each five seconds.
  const expected = (share * HOURS * 3600) / 150;
  expect(Math.abs((found?.count ?? 0) - expected)).toBeLessThanOrEqual(2);
});

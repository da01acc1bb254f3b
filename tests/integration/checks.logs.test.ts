import { createFleet } from '../../fleet/createFleet';
import type { Fleet } from '../../fleet/fleet';
import { flushLoki, pushToLoki } from '../../fleet/loki';
import { logSources, streamsBetween } from '../../fleet/logStreams';
import type { FleetOptions } from '../../fleet/options';
import { writeLogs } from '../../fleet/writeLogs';
import { checkById, checksFor } from '../../src/checks/catalog';
import { condition, parameterValues, type Check } from '../../src/checks/check';
import type { Finding } from '../../src/checks/finding';
import { subjectOf } from '../../src/checks/subject';
import { priceLogChecks, withinBudget } from '../../src/components/findings/logPrice';
import type { Choices } from '../../src/checks/choices';
import { askable, loadLogFindings } from '../../src/components/findings/loadFindings';
import type { Conventions } from '../../src/signals/conventions';
import { detectFormat } from '../../src/signals/nginx/detect';
import type { NginxLog } from '../../src/signals/nginx/format';
import { askLoki } from './support/ask';
import { connectLoki, LOKI } from './support/backendRuntime';
import { conventionsOf } from './support/conventions';
import { END } from './support/histories';
import { expectedOf, inventedAt, isAbout, pointsOf, say, textOf } from './support/incidents';
import { CADENCE, firedOf, type Fired } from './support/replays';
import { startLoki, type Server } from './support/servers';
import { askLokiRange } from '../rules/fleetSamples';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/backendRuntime'));

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Hours of logs: what is compared with the hour before needs two. */
const LOG_HOURS = 2;

/** More than all of these logs. */
const EVERYTHING = 1e12;

/** The histories are too short for a week before. */
const CHOICES: Choices = new Map([['nginx-traffic-dropped', { parameters: { days: 1 } }]]);

/** How the logs of both NGINX servers are found and read; one writes JSON and one NGINX’s combined format. */
function nginxLogs(fleet: Fleet, conventions: Conventions): NginxLog[] {
  return fleet.edges.map((edge) => {
    const source = logSources(fleet).find(({ container }) => container === edge.container);
    // Before anything has gone wrong with it.
    const from = END - 2 * HOUR;
    const lines = (source ? streamsBetween(fleet, source, from, from + 5 * MINUTE) : []).flatMap(({ values }) =>
      values.map(([, line]) => line)
    );
    const { format } = detectFormat(lines);
    if (!format) {
      throw new Error('the format of an access log was not found');
    }
    const { lokiHost } = edge.container.host;
    const { logs } = conventions;
    const matchers: NginxLog['access']['matchers'] =
      logs.shape === 'combined'
        ? [{ label: logs.label, op: '=', value: `${lokiHost}/edge` }]
        : [
            { label: 'job', op: '=', value: 'nginx' },
            { label: 'host', op: '=', value: lokiHost },
          ];
    return { access: { matchers, format, labels: {} }, error: { matchers } };
  });
}

function withNginx(fleet: Fleet): Conventions {
  const combined = fleet.options.logLabels === 'combined';
  const conventions = conventionsOf(
    combined ? 'docker-combined-logs' : fleet.options.style === 'kubernetes' ? 'kubernetes' : 'docker'
  );
  const [first, ...more] = nginxLogs(fleet, conventions);
  return first ? { ...conventions, nginx: { ...first, more } } : conventions;
}

/** A Loki with the last hours of a fleet’s logs, and what NGINX wrote at the end of the day before. */
async function lokiWith(
  options: Partial<FleetOptions>,
  args: readonly string[] = []
): Promise<{ server: Server; fleet: Fleet }> {
  const fleet = createFleet({ end: END, hours: 3, logHours: LOG_HOURS, ...options });
  const server = await startLoki({ args });
  try {
    // As much of the day before as is compared with it, of what NGINX wrote, an hour at a time.
    const hours = fleet.options.logHours < 24 ? 1 : 24;
    for (const source of logSources(fleet).filter(({ edge }) => edge !== null)) {
      for (let from = END - DAY - hours * HOUR; from < END - DAY; from += HOUR) {
        // A whole day is there already from its beginning on.
        await pushToLoki(server.url, streamsBetween(fleet, source, from, from + HOUR));
      }
    }
    await flushLoki(server.url);
    await writeLogs(fleet, { lokiUrl: server.url });
  } catch (error) {
    await server.stop();
    throw error;
  }
  connectLoki(server.url);
  return { server, fleet };
}

async function findingsAt(conventions: Conventions, t: number): Promise<Finding[]> {
  const { findings, failed, tooDear, asked } = await loadLogFindings(
    LOKI,
    conventions,
    {},
    t * 1000,
    EVERYTHING,
    undefined,
    { choices: CHOICES }
  );
  expect(failed).toEqual([]);
  expect(tooDear).toEqual([]);
  expect(asked).toBe(askable(conventions, {}, 'logs').length);
  return findings;
}

/** When the rule of a check would have fired, on what a Loki has. */
const firedOver = (server: Server, conventions: Conventions, check: Check, range: { from: number; to: number }) =>
  firedOf(check, { conventions, choices: CHOICES }, range, (expr, from, to, step) =>
    askLokiRange(server.url, expr, from, to, step)
  );

const FLEETS: ReadonlyArray<[name: string, options: Partial<FleetOptions>]> = [
  ['standard', {}],
  ['more', { incidents: 'more' }],
  ['more, with combined labels', { incidents: 'more', logLabels: 'combined' }],
];

describe.each(FLEETS)('checks of logs on the fleet %s', (name, options) => {
  let server: Server;
  let fleet: Fleet;
  let conventions: Conventions;

  /** Each check is replayed once, over the last hour: what is compared with the hour before has one then. */
  const replayed = new Map<string, Promise<Fired[]>>();
  const firedFor = (id: string) => {
    const fired = replayed.get(id) ?? firedOver(server, conventions, checkById(id), { from: END - HOUR, to: END });
    replayed.set(id, fired);
    return fired;
  };

  beforeAll(async () => {
    ({ server, fleet } = await lokiWith(options));
    conventions = withNginx(fleet);
  });
  afterAll(() => server?.stop());

  it('raise an alert of every incident while it lasts, held for as long as the rule asks', async () => {
    const applicable = new Set(
      checksFor(conventions)
        .filter(({ source }) => source === 'logs')
        .map(({ id }) => id)
    );
    const lately = fleet.incidents.filter(({ end }) => end === null || end > END - HOUR);
    const expected = expectedOf({ ...fleet, incidents: lately }, applicable);
    const missed: string[] = [];
    for (const { incident, check } of expected) {
      const fired = await firedFor(check);
      const isThere = fired.some(
        ({ finding, end = Infinity }) => end > incident.start && isAbout(fleet, incident, finding)
      );
      if (!isThere) {
        missed.push(`${check} for ${incident.id}`);
      }
    }
    say(
      `${name}: ${expected.length - missed.length} of ${expected.length} expected alerts on logs raised while the incident lasts`
    );
    expect(missed).toEqual([]);
    expect(expected.length).toBeGreaterThan(3);
  });

  it('find nothing that no incident explains', async () => {
    const invented: string[] = [];
    const points = pointsOf({ start: END - 50 * MINUTE, end: END }, 617);
    for (const t of points) {
      const texts = inventedAt(fleet, await findingsAt(conventions, t), t);
      invented.push(...texts.map((text) => `${Math.round((END - t) / 60)} min ago: ${text}`));
    }
    say(`${name}: ${invented.length} invented by checks of logs at ${points.length} times`);
    expect(invented).toEqual([]);
  });

  it('a client that is refused again and again is found by the query of the ruler', async () => {
    const check = checkById('nginx-client-burst');
    const expr = condition(check, { conventions, scope: {}, parameters: parameterValues(check) });
    const found = (await askLoki(server.url, expr, END)).map(
      ({ labels }) => `${labels['ngx_client']} ${JSON.stringify(subjectOf(check, conventions, labels))}`
    );
    const scraped = fleet.incidents.some(({ kind }) => kind === 'scraper');
    expect(found).toHaveLength(scraped ? 1 : 0);
    if (scraped) {
      expect(found[0]).toMatch(/^203\.0\.113\.66 .*"host":"app-1"/);
    }
  });

  it('the price of each check is told without reading anything, and a budget buys the cheapest', async () => {
    const checks = askable(conventions, {}, 'logs');
    const priced = await priceLogChecks(LOKI, { conventions, scope: {} }, checks, END * 1000);
    expect(priced).toHaveLength(checks.length);
    expect(Math.min(...priced.map(({ bytes }) => bytes))).toBeGreaterThan(0);
    const price = new Map(priced.map(({ asked, bytes }) => [asked.check.id, bytes]));
    expect(price.get('exceptions-new')).toBeGreaterThan(2 * (price.get('exceptions-jump') ?? Infinity));
    const [first] = priced;
    const { affordable, tooDear } = withinBudget(priced, first?.bytes ?? 0);
    expect(affordable).toEqual([first]);
    expect(tooDear).toHaveLength(checks.length - 1);
  });
});

describe('checks of logs on a quiet fleet', () => {
  let server: Server;
  let fleet: Fleet;

  beforeAll(async () => {
    // A ruler has no limit of series: what only it evaluates has more clients in hours than its front end counts.
    ({ server, fleet } = await lokiWith({ incidents: 'none', hours: 24, logHours: 24 }, [
      '-querier.max-query-series=100000',
    ]));
  }, 600_000);
  afterAll(() => server?.stop());

  it('raise nothing in 24 hours, evaluated every minute', async () => {
    const conventions = withNginx(fleet);
    const found: string[] = [];
    // Those too that only a ruler may evaluate on larger logs.
    const checks = checksFor(conventions).filter(({ source }) => source === 'logs');
    // What is compared with the hours before has some from then on.
    const range = { from: END - DAY + 2 * HOUR, to: END };
    for (const check of checks) {
      const fired = await firedOver(server, conventions, check, range);
      found.push(...fired.map(({ finding, start }) => `${Math.round((END - start) / 60)} min ago: ${textOf(finding)}`));
    }
    const times = (range.to - range.from) / CADENCE;
    say(
      `quiet: ${found.length} alerts on logs raised by ${checks.length} checks, each evaluated ${times} times in 24 hours`
    );
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['nginx-client-burst', 'nginx-traffic-dropped']));
    expect(found).toEqual([]);
  }, 600_000);
});

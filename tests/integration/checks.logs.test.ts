import { createFleet } from '../../fleet/createFleet';
import type { Fleet } from '../../fleet/fleet';
import { flushLoki, pushToLoki } from '../../fleet/loki';
import { logSources, streamsBetween } from '../../fleet/logStreams';
import type { FleetOptions } from '../../fleet/options';
import { writeLogs } from '../../fleet/writeLogs';
import { checkById, checksFor } from '../../src/checks/catalog';
import { condition, parameterValues } from '../../src/checks/check';
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
import { startLoki, type Server } from './support/servers';

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

/** It reads three days: asked by itself, and once. */
const DEAREST = 'nginx-budget-burns-slowly';

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
async function lokiWith(options: Partial<FleetOptions>): Promise<{ server: Server; fleet: Fleet }> {
  const fleet = createFleet({ end: END, hours: 3, logHours: LOG_HOURS, ...options });
  const server = await startLoki();
  try {
    if (fleet.options.logHours < 24) {
      for (const source of logSources(fleet).filter(({ edge }) => edge !== null)) {
        await pushToLoki(server.url, streamsBetween(fleet, source, END - DAY - HOUR, END - DAY));
      }
      await flushLoki(server.url);
    }
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
    { choices: CHOICES, known: new Set([DEAREST]) }
  );
  expect(failed).toEqual([]);
  expect(tooDear).toEqual([]);
  expect(asked).toBe(askable(conventions, {}, 'logs').length - 1);
  return findings;
}

const FLEETS: ReadonlyArray<[name: string, options: Partial<FleetOptions>]> = [
  ['standard', {}],
  ['more', { incidents: 'more' }],
  ['more, with combined labels', { incidents: 'more', logLabels: 'combined' }],
];

describe.each(FLEETS)('checks of logs on the fleet %s', (name, options) => {
  let server: Server;
  let fleet: Fleet;
  let conventions: Conventions;

  beforeAll(async () => {
    ({ server, fleet } = await lokiWith(options));
    conventions = withNginx(fleet);
  });
  afterAll(() => server?.stop());

  it('find every incident while it lasts', async () => {
    const applicable = new Set(
      checksFor(conventions)
        .filter(({ source, rulerOnly }) => source === 'logs' && !rulerOnly)
        .map(({ id }) => id)
    );
    const expected = expectedOf(fleet, applicable).filter(({ t }) => t > END - HOUR);
    const findings = await findingsAt(conventions, END);
    const missed = expected
      .filter(
        ({ incident, check }) =>
          !findings.some((finding) => finding.check.id === check && isAbout(fleet, incident, finding))
      )
      .map(({ incident, check }) => `${check} for ${incident.id}`);
    say(`${name}: ${expected.length - missed.length} of ${expected.length} expected findings of logs found`);
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
    expect(price.get('nginx-budget-burns-slowly')).toBeGreaterThan(10 * (price.get('nginx-server-errors') ?? Infinity));
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
    ({ server, fleet } = await lokiWith({ incidents: 'none', hours: 24, logHours: 24 }));
  }, 600_000);
  afterAll(() => server?.stop());

  it('find nothing, at any time of the day', async () => {
    const conventions = withNginx(fleet);
    const found: string[] = [];
    // What is compared with the hours before has some from then on.
    const points = pointsOf({ start: END - DAY + 2 * HOUR, end: END }, 3 * 2437);
    for (const t of points) {
      found.push(
        ...(await findingsAt(conventions, t)).map((one) => `${Math.round((END - t) / 60)} min ago: ${textOf(one)}`)
      );
    }
    const check = checkById(DEAREST);
    const expr = condition(check, { conventions, scope: {}, parameters: parameterValues(check) });
    found.push(...(await askLoki(server.url, expr, END)).map(({ labels }) => `${DEAREST}: ${JSON.stringify(labels)}`));
    say(`quiet: ${found.length} findings of logs at ${points.length} times of 24 hours`);
    expect(found).toEqual([]);
  });
});

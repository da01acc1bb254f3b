import { checkById, checksFor } from '../../src/checks/catalog';
import type { Finding } from '../../src/checks/finding';
import type { Choices } from '../../src/checks/choices';
import { askable, loadFindings } from '../../src/components/findings/loadFindings';
import { conventionsOf } from './support/conventions';
import { connect } from './support/grafanaRuntime';
import { END, fleetOf, prometheusOf, type Variant } from './support/histories';
import { expectedOf, inventedAt, isAbout, pointsOf, say, textOf } from './support/incidents';
import type { Server } from './support/servers';
import { CADENCE, firedOf, type Fired } from './support/replays';
import { PROMETHEUS } from './support/sources';
import { askRange } from '../rules/fleetSamples';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

const HOUR = 3600;
/** No multiple of anything that repeats in the fleet: each time falls elsewhere. */
const BETWEEN_POINTS = 617;

/** A history may have to be written first, on a machine that does other things as well. */
const WRITING_MS = 900_000;

const styleOf = (variant: Variant) => (variant.startsWith('kubernetes') ? 'kubernetes' : 'docker');

/** The containers that a fleet expects, as a user lists them; what ran before is looked for within the history. */
function choicesOf(variant: Variant): Choices {
  const onKubernetes = styleOf(variant) === 'kubernetes';
  const containers = fleetOf(variant).containers.map(({ host, name, project }) =>
    onKubernetes ? `${project}/${name.replace(/-\d+$/, '')}` : `${host.id}/${name}`
  );
  return new Map([
    ['expected-container-missing', { lists: { containers: [...new Set(containers)] } }],
    ['container-missing-since-before', { parameters: { hours: 1, age: 600 } }],
  ]);
}

/** Everything that the checks find at a time, epoch seconds. */
async function findingsAt(variant: Variant, t: number): Promise<Finding[]> {
  const conventions = conventionsOf(styleOf(variant));
  const choices = choicesOf(variant);
  const { findings, failed, asked } = await loadFindings(PROMETHEUS, conventions, {}, t * 1000, undefined, { choices });
  expect(failed).toEqual([]);
  expect(asked).toBe(askable(conventions, {}, 'metrics', choices).length);
  return findings;
}

describe.each(['docker', 'kubernetes', 'more', 'kubernetesMore'] as const)('checks on the %s fleet', (variant) => {
  const fleet = fleetOf(variant);
  const conventions = conventionsOf(styleOf(variant));
  const applicable = new Set(
    checksFor(conventions)
      .filter(({ source }) => source === 'metrics')
      // On Kubernetes a container that is gone is another pod's; what a list names is there again elsewhere.
      .map(({ id }) => id)
  );
  const expected = expectedOf(fleet, applicable);
  let prometheus: Server;

  const firedFor = (id: string) =>
    firedOf(
      checkById(id),
      { conventions, choices: choicesOf(variant) },
      { from: fleet.start + CADENCE, to: END },
      (expr, from, to, step) => askRange(prometheus.url, expr, from, to, step)
    );

  beforeAll(async () => {
    prometheus = await prometheusOf(variant);
    connect({ prometheus: prometheus.url });
  }, WRITING_MS);
  afterAll(() => prometheus?.stop());

  it('raise an alert of every incident while it lasts, held for as long as the rule asks', async () => {
    const missed: string[] = [];
    const delays: number[] = [];
    const raised = new Map<string, Fired[]>();
    for (const { incident, check } of expected) {
      const fired = raised.get(check) ?? (await firedFor(check));
      raised.set(check, fired);
      const first = fired.find(
        ({ finding, start, end = Infinity }) =>
          start < (incident.end ?? Infinity) && end > incident.start && isAbout(fleet, incident, finding)
      );
      if (first) {
        delays.push(Math.max(0, first.start - Math.max(incident.start, fleet.start)));
      } else {
        missed.push(`${check} for ${incident.id}`);
      }
    }
    const slowest = Math.round(Math.max(...delays) / 60);
    say(
      `${variant}: ${expected.length - missed.length} of ${expected.length} expected alerts on metrics raised while the incident lasts, the last after ${slowest} min`
    );
    expect(missed).toEqual([]);
    expect(expected.length).toBeGreaterThan(5);
  });

  it('find nothing that no incident explains, at any time', async () => {
    const invented: string[] = [];
    const points = pointsOf({ start: fleet.start + HOUR, end: END }, BETWEEN_POINTS);
    for (const t of points) {
      const texts = inventedAt(fleet, await findingsAt(variant, t), t);
      invented.push(...texts.map((text) => `${(END - t) / 60} min ago: ${text}`));
    }
    say(`${variant}: ${invented.length} invented at ${points.length} times`);
    expect(invented).toEqual([]);
  });
});

describe('checks on a quiet fleet', () => {
  const fleet = fleetOf('quiet');
  let prometheus: Server;

  beforeAll(async () => {
    prometheus = await prometheusOf('quiet');
    connect({ prometheus: prometheus.url });
  }, WRITING_MS);
  afterAll(() => prometheus?.stop());

  it('raise nothing in 24 hours, evaluated every minute', async () => {
    const conventions = conventionsOf('docker');
    const choices = choicesOf('quiet');
    const range = { from: fleet.start + HOUR, to: END };
    const asked = askable(conventions, {}, 'metrics', choices);
    const found: string[] = [];
    for (const { check } of asked) {
      const fired = await firedOf(check, { conventions, choices }, range, (expr, from, to, step) =>
        askRange(prometheus.url, expr, from, to, step)
      );
      found.push(...fired.map(({ finding, start }) => `${Math.round((END - start) / 60)} min ago: ${textOf(finding)}`));
    }
    const minutes = (range.to - range.from) / CADENCE;
    say(
      `quiet: ${found.length} alerts on metrics raised by ${asked.length} checks, each evaluated ${minutes} times in 24 hours`
    );
    expect(found).toEqual([]);
  });
});

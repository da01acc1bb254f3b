import { checksFor } from '../../src/checks/catalog';
import type { Finding } from '../../src/checks/finding';
import type { Choices } from '../../src/checks/choices';
import { askable, loadFindings } from '../../src/components/findings/loadFindings';
import { conventionsOf } from './support/conventions';
import { connect } from './support/grafanaRuntime';
import { END, fleetOf, prometheusOf, type Variant } from './support/histories';
import { expectedOf, inventedAt, isAbout, pointsOf, say, textOf } from './support/incidents';
import type { Server } from './support/servers';
import { PROMETHEUS } from './support/sources';

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

  beforeAll(async () => {
    prometheus = await prometheusOf(variant);
    connect({ prometheus: prometheus.url });
  }, WRITING_MS);
  afterAll(() => prometheus?.stop());

  it('find every incident while it lasts', async () => {
    const missed: string[] = [];
    const moments = new Map<number, Finding[]>();
    for (const { incident, check, t } of expected) {
      const findings = moments.get(t) ?? (await findingsAt(variant, t));
      moments.set(t, findings);
      if (!findings.some((finding) => finding.check.id === check && isAbout(fleet, incident, finding))) {
        missed.push(`${check} for ${incident.id}`);
      }
    }
    say(`${variant}: ${expected.length - missed.length} of ${expected.length} expected findings of metrics found`);
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

  it('find nothing, at any time of the day', async () => {
    const found: string[] = [];
    const points = pointsOf({ start: fleet.start + HOUR, end: END }, BETWEEN_POINTS);
    for (const t of points) {
      found.push(...(await findingsAt('quiet', t)).map((one) => `${(END - t) / 60} min ago: ${textOf(one)}`));
    }
    say(`quiet: ${found.length} findings of metrics at ${points.length} times of 24 hours`);
    expect(found).toEqual([]);
  });
});

import type { Fleet, Incident } from '../../fleet/fleet';
import { podIdentity } from '../../fleet/identity';
import { CHECKS, checksFor } from '../../src/checks/catalog';
import type { Finding } from '../../src/checks/finding';
import { loadFindings } from '../../src/components/findings/loadFindings';
import { conventionsOf } from './support/conventions';
import { connect } from './support/grafanaRuntime';
import { END, fleetOf, prometheusOf, type Variant } from './support/histories';
import type { Server } from './support/servers';
import { PROMETHEUS } from './support/sources';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/grafanaRuntime'));

/** The checks by the numbers under which the fleet knows them. */
const NUMBERS = [
  'target-down',
  'container-gone',
  'restart-loop',
  'oom-kill',
  'oom-restart',
  'memory-near-limit',
  'memory-will-reach-limit',
  'cpu-near-quota',
  'cpu-throttled',
  'cpu-takes-host',
];

const HOUR = 3600;
/** No multiple of anything that repeats in the fleet: each time falls elsewhere. */
const BETWEEN_POINTS = 617;
/** What windows of the checks still see after an incident is over: the longest counts restarts over 15 minutes. */
const AFTERMATH = 900;

function checksOf(numbers: readonly string[]): string[] {
  return numbers.flatMap((text) => NUMBERS[Number(text.replace('check-', '')) - 1] ?? []);
}

/** Where a check held, as one text: `restart-loop web-1/mailer`. */
function textOf({ check, subject }: Finding): string {
  switch (subject.kind) {
    case 'container': {
      const { host, namespace, pod, name } = subject.container;
      return `${check.id} ${[host, namespace, pod, name].filter((part) => part !== undefined).join('/')}`;
    }
    case 'target':
      return `${check.id} ${subject.host} ${subject.job}`;
    case 'host':
      return `${check.id} ${subject.host}`;
  }
}

/** What an incident is about, as findings name it: a container, a pod on Kubernetes, or all targets of a host. */
function placesOf(fleet: Fleet, { host, container: name }: Incident, t: number): string[] {
  if (name === undefined) {
    const jobs = fleet.options.style === 'kubernetes' ? ['kubelet', 'node'] : ['cadvisor', 'node'];
    return jobs.map((job) => `${host} ${job}`);
  }
  const container = fleet.containers.find((one) => one.name === name && one.host.id === host);
  const [life] = container?.lifecycle.between(t - HOUR, t + 1).slice(-1) ?? [];
  if (fleet.options.style === 'docker' || !container || !life) {
    return [`${host}/${name}`];
  }
  const pod = podIdentity(container, life);
  return [`${host}/${pod.namespace}/${pod.pod}/${pod.container}`];
}

/** The texts of findings that these checks may make of an incident. */
function textsOf(fleet: Fleet, incident: Incident, checks: readonly string[], t: number): string[] {
  return placesOf(fleet, incident, t).flatMap((place) => checks.map((check) => `${check} ${place}`));
}

/** Findings that incidents of this moment explain: what they must bring, and what they may. */
function explained(fleet: Fleet, t: number): Set<string> {
  const present = fleet.incidents.filter(({ start, end }) => start <= t && (end === null || t <= end + AFTERMATH));
  return new Set(
    present.flatMap((incident) => textsOf(fleet, incident, checksOf([...incident.expects, ...incident.tolerates]), t))
  );
}

/** Everything that the checks find at a time, epoch seconds. */
async function findingsAt(variant: Variant, t: number): Promise<string[]> {
  const conventions = conventionsOf(variant === 'kubernetes' ? 'kubernetes' : 'docker');
  const { findings, failed, asked } = await loadFindings(PROMETHEUS, conventions, {}, t * 1000);
  expect(failed).toEqual([]);
  expect(asked).toBe(checksFor(conventions).length);
  return findings.map(textOf).sort();
}

/** Points of time over a history, to its end; the first has an hour of history before it. */
function pointsOf(fleet: Fleet): number[] {
  const points: number[] = [];
  for (let t = fleet.end; t >= fleet.start + HOUR; t -= BETWEEN_POINTS) {
    points.push(t);
  }
  return points.reverse();
}

it('knows the ten checks by their numbers', () => {
  expect(
    CHECKS.filter(({ source }) => source === 'metrics')
      .map(({ id }) => id)
      .slice(0, 10)
  ).toEqual(NUMBERS);
});

describe.each(['docker', 'kubernetes'] as const)('checks on the %s fleet', (variant) => {
  const fleet = fleetOf(variant);
  const conventions = conventionsOf(variant);
  const applicable = new Set(checksFor(conventions).map(({ id }) => id));
  let prometheus: Server;

  beforeAll(async () => {
    prometheus = await prometheusOf(variant);
    connect({ prometheus: prometheus.url });
  });
  afterAll(() => prometheus?.stop());

  const expecting = fleet.incidents
    .filter(({ end }) => end === null || end > fleet.start)
    .map((incident) => {
      const t = incident.end === null ? END : incident.end - 60;
      const checks = checksOf(incident.expects).filter((id) => applicable.has(id));
      return { id: incident.id, t, texts: textsOf(fleet, incident, checks, t) };
    })
    .filter(({ texts }) => texts.length > 0);

  it.each(expecting)('finds $id', async ({ t, texts }) => {
    expect(await findingsAt(variant, t)).toEqual(expect.arrayContaining(texts));
  });

  it('finds nothing at the end that no incident explains', async () => {
    const found = await findingsAt(variant, END);
    const known = explained(fleet, END);
    const invented = found.filter((text) => !known.has(text));
    const wanted = expecting.filter(({ t }) => t === END).flatMap(({ texts }) => texts);
    process.stdout.write(
      `${variant}: of ${wanted.length} findings that the incidents expect at the end, ` +
        `${wanted.filter((text) => found.includes(text)).length} were found and ${invented.length} invented\n`
    );
    expect(invented).toEqual([]);
  });

  it('finds nothing in the hours before that no incident explains', async () => {
    const invented: string[] = [];
    const points = pointsOf(fleet);
    for (const t of points) {
      const known = explained(fleet, t);
      const found = await findingsAt(variant, t);
      invented.push(...found.filter((text) => !known.has(text)).map((text) => `${(END - t) / 60} min ago: ${text}`));
    }
    process.stdout.write(`${variant}: ${invented.length} invented at ${points.length} times\n`);
    expect(invented).toEqual([]);
  });
});

describe('checks on a quiet fleet', () => {
  const fleet = fleetOf('quiet');
  let prometheus: Server;

  beforeAll(async () => {
    prometheus = await prometheusOf('quiet');
    connect({ prometheus: prometheus.url });
  });
  afterAll(() => prometheus?.stop());

  it('find nothing, at any time of the day', async () => {
    const found: string[] = [];
    const points = pointsOf(fleet);
    for (const t of points) {
      found.push(...(await findingsAt('quiet', t)).map((text) => `${(END - t) / 60} min ago: ${text}`));
    }
    process.stdout.write(`quiet: ${found.length} findings at ${points.length} times\n`);
    expect(found).toEqual([]);
  });
});

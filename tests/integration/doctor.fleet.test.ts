import { createFleet } from '../../fleet/createFleet';
import type { FleetOptions } from '../../fleet/options';
import { writeMetrics } from '../../fleet/writeMetrics';
import type { Diagnosis } from '../../src/discovery/doctor/ailment';
import { examineAll } from '../../src/discovery/doctor/doctor';
import { LOG_BUDGET_BYTES } from '../../src/signals/logBudget';
import { conventionsOf } from './support/conventions';
import { config, connectBoth, LOKI, PROMETHEUS } from './support/doctorRuntime';
import { END, lokiOf, once } from './support/histories';
import { program } from './support/programs';
import { startPrometheus, type Server } from './support/servers';

jest.mock('@grafana/runtime', () => jest.requireActual('./support/doctorRuntime'));

const QUIET: Partial<FleetOptions> = { end: END, hours: 2, incidents: 'none', stepSeconds: 15, hosts: 3 };

/** What is not in order on a fleet, or could not be looked at; in words, so that a failure tells. */
const notWell = (diagnoses: readonly Diagnosis[]) =>
  diagnoses.flatMap((one) =>
    one.outcome === 'well'
      ? []
      : [`${one.id}: ${one.outcome === 'ill' ? `${one.found} ${(one.examples ?? []).join('; ')}` : one.because}`]
  );

describe.each([
  { name: 'docker', style: 'docker', logLabels: 'host-container' },
  { name: 'docker-combined-logs', style: 'docker', logLabels: 'combined' },
  { name: 'kubernetes', style: 'kubernetes', logLabels: 'host-container' },
] as const)('the doctor on a healthy fleet, $name', ({ name, style, logLabels }) => {
  let prometheus: Server;
  let loki: Server;

  beforeAll(async () => {
    const blocks = await once(`healthy-${style}`, async (prometheusDir) => {
      const promtool = await program('promtool');
      await writeMetrics(createFleet({ ...QUIET, style }), { prometheusDir, promtool });
    });
    prometheus = await startPrometheus(blocks, END, ['--web.enable-remote-write-receiver']);
    ({ server: loki } = await lokiOf({ ...QUIET, style, logLabels }));
    connectBoth(prometheus.url, loki.url);
    config.bootData.user.permissions = {};
  });
  afterAll(async () => {
    await loki?.stop();
    await prometheus?.stop();
  });

  it('finds nothing wrong with its data', async () => {
    const found = await examineAll({
      prometheus: PROMETHEUS,
      loki: LOKI,
      conventions: conventionsOf(name),
      time: END * 1000,
      sourceInterval: 15,
      logBudget: LOG_BUDGET_BYTES,
    });
    // Who asks is another question, and so is what this Loki sends where.
    const ofData = found.filter(({ id }) => id !== 'rights-missing' && id !== 'remote-write-off');
    const kubelet =
      style === 'kubernetes'
        ? [/^cadvisor-old: on Kubernetes cAdvisor is a part/, /^names-missing: on Kubernetes/]
        : [];
    expect(notWell(ofData).sort()).toEqual(kubelet.map((text) => expect.stringMatching(text)));
  });
});

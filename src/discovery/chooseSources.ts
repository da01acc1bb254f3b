import { lokiDataSources, pickDataSource, prometheusDataSources, type DataSourceChoice } from '../grafana/dataSources';
import { isAbort } from '../grafana/fetchJson';
import { logLabels } from '../grafana/loki';
import { queryInstant } from '../grafana/prometheus';
import type { SettingsAt } from '../grafana/settings';
import { DOCKER } from '../signals/conventions';
import { PROBES } from '../signals/probes';
import { detectNginx } from './detectNginx';
import { STREAM_LABELS } from './detectConventions';

/** A data source, and why it is this one of several. */
interface Choice {
  source: DataSourceChoice | undefined;
  /** In words; absent where nobody had to choose. */
  why?: string;
}

/** The data sources that are asked. */
export interface ChosenSources {
  prometheus: Choice;
  loki: Choice;
}

/** How much of what is wanted a data source has; 0: nothing, or it cannot be asked. */
type Probe = (source: DataSourceChoice, signal?: AbortSignal) => Promise<number>;

const DAY_MS = 24 * 3600_000;

const containersIn: Probe = async (source, signal) =>
  (await queryInstant(source, PROBES.anyContainers, Date.now(), signal))[0]?.value ?? 0;

const namesContainers: Probe = async (source, signal) => {
  const to = Date.now();
  const labels = await logLabels(source, { from: to - DAY_MS, to }, signal);
  return labels.some((label) => STREAM_LABELS.includes(label)) ? 1 : 0;
};

const holdsAccessLogs: Probe = async (source, signal) =>
  (await detectNginx(source, DOCKER.logs, Date.now(), signal)).length;

/** The one of several that has most of what is wanted: the default one where it has any. Nothing where none has. */
async function richest(
  all: readonly DataSourceChoice[],
  probe: Probe,
  signal?: AbortSignal
): Promise<DataSourceChoice | undefined> {
  const amount = async (source: DataSourceChoice) => {
    try {
      return { source, has: await probe(source, signal) };
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      // One that does not answer has nothing to be chosen by.
      return { source, has: 0 };
    }
  };
  const usual = pickDataSource(all, undefined);
  if (usual && (await amount(usual)).has > 0) {
    return usual;
  }
  const others = await Promise.all(all.filter((one) => one !== usual).map(amount));
  return others.filter(({ has }) => has > 0).sort((a, b) => b.has - a.has)[0]?.source;
}

async function choose(
  all: readonly DataSourceChoice[],
  uid: string | undefined,
  onlyNamed: boolean,
  probes: ReadonlyArray<{ has: string; probe: Probe }>,
  signal?: AbortSignal
): Promise<Choice> {
  const usual = pickDataSource(all, uid);
  if (uid !== undefined || onlyNamed || all.length < 2) {
    return { source: onlyNamed && uid === undefined ? undefined : usual };
  }
  for (const { has, probe } of probes) {
    const source = await richest(all, probe, signal);
    if (source) {
      return {
        source,
        why:
          source === usual
            ? `It is the usual one of ${all.length}, and it has ${has}`
            : `It has ${has}, which ${usual?.name ?? 'the usual one'} has not`,
      };
    }
  }
  return { source: usual, why: `None of ${all.length} has ${probes.map(({ has }) => has).join(' or ')}: choose one` };
}

/**
 * The data sources of a location: those that its settings name. Where the main location names none and there are several, each
 * is asked one cheap question, and the one that has containers is taken. Rejects only when it is aborted.
 */
export async function chooseSources(
  { prometheusUid, lokiUid, location }: Pick<SettingsAt, 'prometheusUid' | 'lokiUid' | 'location'>,
  signal?: AbortSignal
): Promise<ChosenSources> {
  const onlyNamed = location !== undefined;
  const [prometheus, loki] = await Promise.all([
    choose(
      prometheusDataSources(),
      prometheusUid,
      onlyNamed,
      [{ has: 'metrics of containers', probe: containersIn }],
      signal
    ),
    choose(
      lokiDataSources(),
      lokiUid,
      onlyNamed,
      [
        { has: 'streams of containers', probe: namesContainers },
        { has: 'access logs of NGINX', probe: holdsAccessLogs },
      ],
      signal
    ),
  ]);
  return { prometheus, loki };
}

import type { DataSourceChoice } from '../../grafana/dataSources';
import { isAbort } from '../../grafana/fetchJson';
import { Problem } from '../../grafana/Problem';
import { queryInstant, type Sample } from '../../grafana/prometheus';
import { lokiConfig, type LokiConfig } from '../../grafana/serverStatus';
import type { Conventions } from '../../signals/conventions';

/** The installation that is examined, at one time. */
export interface Patient {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
  conventions: Conventions;
  /** Unix milliseconds. */
  time: number;
  /** Seconds between two scrapes that the data source of Prometheus is set to; it makes `$__rate_interval` of it. */
  sourceInterval: number;
  /** Bytes of logs that a page reads without being asked to. */
  logBudget: number;
  signal?: AbortSignal;
}

/** Lines of configuration that mend something, and where they belong. */
interface Remedy {
  /** Such as `prometheus.yml`, or what to do where no lines can do it. */
  where: string;
  lines: string;
}

/** What an examination found. */
export type Result =
  | { outcome: 'well'; found: string }
  | {
      outcome: 'ill';
      found: string;
      /** Where: hosts, containers, labels, lines. */
      examples?: readonly string[];
      remedies: readonly Remedy[];
    }
  | { outcome: 'unchecked'; because: string };

/** Something that may be wrong with an installation; data, like a check. */
export interface Ailment {
  id: string;
  title: string;
  severity: 'critical' | 'warning' | 'info';
  /** What it costs the user. */
  costs: string;
  /** How it is found: the query, or what is asked. */
  how: (patient: Patient) => string;
  examine: (patient: Patient) => Promise<Result>;
}

/** An ailment with what was found. */
export type Diagnosis = Result & Pick<Ailment, 'id' | 'title' | 'severity' | 'costs'> & { how: string };

/** Thrown by an examination that cannot be made. */
export class NotChecked extends Error {
  override name = 'NotChecked';
}

/** The Prometheus to ask. @throws NotChecked where there is none */
export function prometheusOf({ prometheus }: Patient): DataSourceChoice {
  if (!prometheus) {
    throw new NotChecked('there is no Prometheus data source to ask');
  }
  return prometheus;
}

/** The Loki to ask. @throws NotChecked where there is none */
export function lokiOf({ loki }: Patient): DataSourceChoice {
  if (!loki) {
    throw new NotChecked('there is no Loki data source to ask');
  }
  return loki;
}

/** The configuration that Loki runs with. @throws NotChecked where it does not show it */
export async function configOf(patient: Patient): Promise<LokiConfig> {
  const config = await lokiConfig(lokiOf(patient), patient.signal);
  if (!config) {
    throw new NotChecked(
      'this Loki does not show its configuration through Grafana (/config): a gateway stands in front of it, or you may not query it'
    );
  }
  return config;
}

/** One instant query of Prometheus. Rejects with a Problem, or NotChecked. */
export async function ask(patient: Patient, expr: string): Promise<Sample[]> {
  return queryInstant(prometheusOf(patient), expr, patient.time, patient.signal);
}

/** The one value of a query; undefined where it has none. */
export async function askOne(patient: Patient, expr: string): Promise<number | undefined> {
  return (await ask(patient, expr))[0]?.value;
}

/** Examines one ailment. Never rejects, save when it is aborted: what could not be asked is a result too. */
export async function examine(ailment: Ailment, patient: Patient): Promise<Diagnosis> {
  const { id, title, severity, costs } = ailment;
  const about = { id, title, severity, costs, how: ailment.how(patient) };
  try {
    return { ...about, ...(await ailment.examine(patient)) };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    const because =
      error instanceof Problem
        ? `${error.title}: ${error.detail}. ${error.wayOut}`
        : error instanceof Error
          ? error.message
          : String(error);
    return { ...about, outcome: 'unchecked', because };
  }
}

/** `1 host`, `2 hosts`. */
export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

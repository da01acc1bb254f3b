import { z } from 'zod';
import { linesOfField } from '../signals/doctor';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';

/** What a test of a data source said. */
export interface Health {
  ok: boolean;
  message: string;
}

const health = z.object({ status: z.string().optional(), message: z.string().optional() });

/** Lets Grafana test a data source from its own server. Never rejects, save when aborted: a failure is a result. */
export async function testDataSource(source: DataSourceChoice, signal?: AbortSignal): Promise<Health> {
  try {
    const url = `/api/datasources/uid/${encodeURIComponent(source.uid)}/health`;
    const { status, message } = health.parse(await fetchJson<unknown>({ url, method: 'GET' }, signal));
    return { ok: status === 'OK', message: message ?? '' };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    const kind = source.type === 'loki' ? 'Loki' : 'Prometheus';
    const { kind: why, detail, wayOut } = problemOf(error, { name: source.name, kind });
    // A test that fails is answered like a query that is refused, whatever the cause is.
    const todo =
      why === 'refused'
        ? `Look whether ${kind} runs, and whether the address is right, as seen from Grafana’s server.`
        : wayOut;
    return { ok: false, message: `${detail}. ${todo}` };
  }
}

/** A data source as Grafana's API takes it, and as files provision it. */
interface DataSourceDefinition {
  name: string;
  uid: string;
  type: 'prometheus' | 'loki';
  access: 'proxy';
  url: string;
  jsonData: Record<string, unknown>;
}

/** A Prometheus for cAdvisor's metrics. */
export function prometheusDefinition(url: string, scrapeSeconds: number): DataSourceDefinition {
  return {
    name: 'Quayside Prometheus',
    uid: 'quayside-prometheus',
    type: 'prometheus',
    access: 'proxy',
    url,
    jsonData: { httpMethod: 'POST', timeInterval: `${scrapeSeconds}s`, manageAlerts: true },
  };
}

/** A Loki whose lines lead to the container that wrote them, by the label that holds its name. */
export function lokiDefinition(url: string, container: string): DataSourceDefinition {
  return {
    name: 'Quayside Loki',
    uid: 'quayside-loki',
    type: 'loki',
    access: 'proxy',
    url,
    jsonData: {
      maxLines: 5000,
      timeout: 60,
      manageAlerts: true,
      derivedFields: [
        {
          name: 'Container in Quayside',
          matcherType: 'label',
          matcherRegex: container,
          url: '/a/quayside-monitoring-app/containers?q=${__value.raw}',
          urlDisplayLabel: 'Its resources',
        },
      ],
    },
  };
}

async function post(url: string, data: unknown): Promise<void> {
  try {
    await fetchJson<unknown>({ url, method: 'POST', data });
  } catch (error) {
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    throw problem.kind === 'forbidden'
      ? new Problem(
          'forbidden',
          'You may not create data sources',
          problem.detail,
          'Ask an administrator of this organisation (datasources:create), or provision it: the YAML is on this page.'
        )
      : problem;
  }
}

/** Creates a data source. Pages that are open see it once they are reloaded. Rejects with a Problem. */
export function createDataSource(definition: DataSourceDefinition): Promise<void> {
  return post('/api/datasources', definition);
}

/** Leads from a container's numbers to its lines, in Explore and on every dashboard. Rejects with a Problem. */
export function linkToLogs(prometheusUid: string, lokiUid: string, name: string, container: string): Promise<void> {
  return post(
    `/api/datasources/uid/${encodeURIComponent(prometheusUid)}/correlations`,
    correlation(lokiUid, name, container)
  );
}

/** The link from a series' label to the streams whose label has its value. */
export function correlation(lokiUid: string, name: string, container: string) {
  return {
    targetUID: lokiUid,
    label: 'Logs of this container',
    description: 'What it wrote in the same time',
    type: 'query',
    config: { field: name, target: { expr: linesOfField(name, container) }, type: 'query' },
  };
}

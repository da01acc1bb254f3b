import { isFetchError } from '@grafana/runtime';
import { z } from 'zod';
import type { Conventions } from '../signals/conventions';
import { linesOfField } from '../signals/streams';
import type { DataSourceChoice } from './dataSources';
import { fetchJson, isAbort } from './fetchJson';
import { placeTemplate } from './placeLink';
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
export function prometheusDefinition(url: string, { containers }: Conventions): DataSourceDefinition {
  return {
    name: 'Quayside Prometheus',
    uid: 'quayside-prometheus',
    type: 'prometheus',
    access: 'proxy',
    url,
    jsonData: {
      httpMethod: 'POST',
      timeInterval: `${containers.scrapeSeconds}s`,
      // Without these Grafana's own recording rules cannot be written there.
      prometheusType: 'Prometheus',
      allowAsRecordingRulesTarget: true,
      manageAlerts: true,
    },
  };
}

/** A Loki whose lines lead to the container that wrote them. */
export function lokiDefinition(url: string, { logs }: Conventions): DataSourceDefinition {
  const label = logs.shape === 'labels' ? logs.container : logs.label;
  const host = logs.shape === 'labels' ? logs.host : undefined;
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
          matcherRegex: label,
          // Where Grafana does not know the line's other labels, the page finds out the host.
          url: placeTemplate('stream', { [label]: '__value.raw', ...(host ? { [host]: `labels.${host}` } : {}) }),
          urlDisplayLabel: 'Its resources',
        },
      ],
    },
  };
}

/** What somebody may not do who is refused. */
const SOURCES = { title: 'You may not create data sources', action: 'datasources:create' };
const LINKS = { title: 'You may not link data sources', action: 'datasources:write' };

async function post(url: string, data: unknown, { title, action }: typeof SOURCES): Promise<void> {
  try {
    await fetchJson<unknown>({ url, method: 'POST', data });
  } catch (error) {
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    throw problem.kind === 'forbidden'
      ? new Problem(
          'forbidden',
          title,
          problem.detail,
          `Ask an administrator of this organisation (${action}), or provision it: the YAML is on this page.`
        )
      : problem;
  }
}

/** Creates a data source. Pages that are open see it once they are reloaded. Rejects with a Problem. */
export function createDataSource(definition: DataSourceDefinition): Promise<void> {
  return post('/api/datasources', definition, SOURCES);
}

/** A link that Grafana shows at the values of a field, as its API takes it and as files provision it. */
type Correlation = {
  label: string;
  description: string;
  config: { field: string; target: Record<string, string> };
} & ({ type: 'query'; targetUID: string } | { type: 'external' });

/** The links from a series of cAdvisor's to the container's lines, where there is a Loki, and to its page. */
export function correlations(conventions: Conventions, lokiUid: string | undefined): Correlation[] {
  const { host, namespace, pod, name } = conventions.containers;
  const labels = [host, namespace, pod, name].filter((label) => label !== undefined);
  return [
    ...(lokiUid === undefined
      ? []
      : [
          {
            type: 'query' as const,
            targetUID: lokiUid,
            label: 'Logs of this container',
            description: 'What it wrote in the same time',
            config: { field: name, target: { expr: linesOfField(conventions, name) } },
          },
        ]),
    {
      type: 'external',
      label: 'Container in Quayside',
      description: 'Its resources, its lines and its restarts',
      config: {
        field: name,
        target: { url: placeTemplate('series', Object.fromEntries(labels.map((label) => [label, label]))) },
      },
    },
  ];
}

interface Linked {
  conventions: Conventions;
  prometheusUid: string | undefined;
  lokiUid: string | undefined;
}

/**
 * Links a data source that was just created with the other one: numbers lead to lines and pages. Lines lead to pages by Loki's
 * own definition. Rejects with a Problem.
 */
export async function linkSources(made: 'Prometheus' | 'Loki', { conventions, prometheusUid, lokiUid }: Linked) {
  if (prometheusUid === undefined) {
    return;
  }
  // To a Prometheus that was there before, only what is new is added.
  const wanted = correlations(conventions, lokiUid).filter(({ type }) => made === 'Prometheus' || type === 'query');
  const url = `/api/datasources/uid/${encodeURIComponent(prometheusUid)}/correlations`;
  const known = await linksOf(url);
  for (const one of wanted.filter(({ label }) => !known.has(label))) {
    await post(url, one, LINKS);
  }
}

const knownLinks = z.array(z.object({ label: z.string().optional() }));

/** What links a data source has by their names; Grafana answers “not found” where it has none. Rejects with a Problem. */
async function linksOf(url: string): Promise<ReadonlySet<string>> {
  try {
    const found = knownLinks.parse(await fetchJson<unknown>({ url, method: 'GET' }));
    return new Set(found.flatMap(({ label }) => (label === undefined ? [] : [label])));
  } catch (error) {
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    if (isFetchError(error) && error.status === 404) {
      return new Set();
    }
    throw problem;
  }
}

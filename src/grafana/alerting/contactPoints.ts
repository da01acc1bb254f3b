import { config } from '@grafana/runtime';
import { z } from 'zod';
import { contactPointOf, type Channel } from '../../checks/rules/channels';
import { Problem } from '../Problem';
import { fetchJson, isAbort } from '../fetchJson';
import { alertingProblem, askAlerting, hasStatus } from './askAlerting';
import { readNotificationTexts, writeNotificationTexts } from './notificationTexts';
import { withoutSecrets } from './withoutSecrets';

/** One way in which a contact point sends. */
export interface Integration {
  uid: string;
  /** `webhook`, `email`, `slack` ... */
  type: string;
  /** Only to be sent back for a test: it may hold addresses that are secrets, so it is shown nowhere. */
  raw: Record<string, unknown>;
}

/** A contact point of Grafana's alerting, without its addresses. */
export interface ContactPoint {
  /** What Grafana's API knows it by. */
  id: string;
  name: string;
  integrations: Integration[];
  /** In how many notification policies, and in how many rules, it is named. */
  usedBy: { policies: number; rules: number };
  canTest: boolean;
}

const integration = z.looseObject({ uid: z.string().nullish(), type: z.string() });
const list = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), annotations: z.record(z.string(), z.string()).nullish() }),
      spec: z.object({ title: z.string(), integrations: z.array(integration).nullish() }),
    })
  ),
});

/** Grafana 12.4 and 13 both have it. */
const root = () =>
  `/apis/notifications.alerting.grafana.app/v0alpha1/namespaces/${encodeURIComponent(config.namespace || 'default')}/receivers`;

/** The contact points that the user sees. Rejects with a Problem. */
export async function contactPoints(signal?: AbortSignal): Promise<ContactPoint[]> {
  const { items } = await askAlerting(
    { url: root(), method: 'GET' },
    list,
    { doing: 'list contact points', permission: 'alert.notifications.receivers:read', role: 'Viewer' },
    signal
  );
  return items
    .map(({ metadata: { name, annotations }, spec }): ContactPoint => {
      const count = (what: string) => Number(annotations?.[`grafana.com/inUse/${what}`] ?? 0);
      return {
        id: name,
        name: spec.title,
        integrations: (spec.integrations ?? []).map((one) => ({ uid: one.uid ?? '', type: one.type, raw: one })),
        usedBy: { policies: count('routes'), rules: count('rules') },
        canTest: annotations?.['grafana.com/access/canTest'] === 'true',
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The alert that a test sends: labels and annotations as those of a real one. */
export interface TestAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

const outcome = z.object({ status: z.string(), error: z.string().nullish() });
const oldOutcome = z.object({
  receivers: z.array(
    z.object({
      grafana_managed_receiver_configs: z.array(z.object({ status: z.string(), error: z.string().nullish() })),
    })
  ),
});

const TEST = {
  doing: 'test a contact point',
  permission: 'alert.notifications.receivers:test',
  role: 'Editor',
} as const;

async function send(point: ContactPoint, one: Integration, alert: TestAlert, signal?: AbortSignal): Promise<string> {
  try {
    const answer = await fetchJson<unknown>(
      { url: `${root()}/${encodeURIComponent(point.id)}/test`, method: 'POST', data: { integration: one.raw, alert } },
      signal
    );
    const { status, error } = outcome.parse(answer);
    return status === 'success' ? '' : (error ?? 'it failed without a reason');
  } catch (error) {
    if (!hasStatus(error, 404)) {
      throw error;
    }
    const answer = await fetchJson<unknown>(
      {
        url: '/api/alertmanager/grafana/config/api/v1/receivers/test',
        method: 'POST',
        data: {
          receivers: [{ name: point.name, grafana_managed_receiver_configs: [{ ...one.raw, name: point.name }] }],
          alert,
        },
      },
      signal
    );
    const [first] = oldOutcome.parse(answer).receivers.flatMap((entry) => entry.grafana_managed_receiver_configs);
    return first?.status === 'ok' ? '' : (first?.error ?? 'it failed without a reason');
  }
}

/** Sends a test alert through every integration of a contact point. Rejects with a Problem that names those that failed. */
export async function testContactPoint(point: ContactPoint, alert: TestAlert, signal?: AbortSignal): Promise<void> {
  try {
    const failed: string[] = [];
    for (const one of point.integrations) {
      const error = await send(point, one, alert, signal);
      if (error) {
        failed.push(`${one.type}: ${withoutSecrets(error)}`);
      }
    }
    if (failed.length > 0) {
      throw new Problem(
        'unreachable',
        `The test did not reach ${point.name}`,
        failed.join('; '),
        'Look at the contact point’s settings under Alerting, Contact points: address, credentials, and whether Grafana’s server can reach it.'
      );
    }
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    throw alertingProblem(error, TEST);
  }
}

const CREATE = {
  doing: 'create a contact point',
  permission: 'alert.notifications.receivers:create',
  role: 'Editor',
} as const;

/**
 * Creates a contact point for a channel, with our texts, which are stored before it where Grafana has none. One that is there
 * already is not touched: under its name Grafana would only add to it. Rejects with a Problem that holds none of the values.
 * @throws naming each field of the channel that is empty
 */
export async function createContactPoint(
  channel: Channel,
  name: string,
  values: Readonly<Record<string, string>>
): Promise<void> {
  const wanted = contactPointOf(channel, name.trim(), values);
  if ((await contactPoints()).some((known) => known.name === wanted.name)) {
    throw new Problem(
      'refused',
      `There is a contact point called ${wanted.name} already`,
      'Another channel under that name would be added to it.',
      'Choose another name.'
    );
  }
  const texts = await readNotificationTexts();
  if (texts.state === 'missing') {
    await writeNotificationTexts(texts);
  }
  try {
    await askAlerting(
      {
        url: '/api/v1/provisioning/contact-points',
        method: 'POST',
        headers: { 'X-Disable-Provenance': 'true' },
        data: wanted,
      },
      z.unknown(),
      CREATE
    );
  } catch (error) {
    throw error instanceof Problem
      ? new Problem(error.kind, error.title, withoutSecrets(error.detail, Object.values(values)), error.wayOut)
      : error;
  }
}

import { probes } from '../../signals/nginx/probing';
import { classifyAgent } from './agents';

/** What one client did in a range. */
export interface ClientActivity {
  client: string;
  requests: number;
  /** Requests answered with 400 to 499. */
  clientErrors: number;
  /** Requests for pages, that is for no static file. Absent where nobody counted. */
  pages?: number;
  /** URIs that it asked for, with counts; those that probe are enough. */
  uris?: ReadonlyArray<{ uri: string; count: number }>;
  agents?: readonly string[];
  /** The length of the range, or of the client's own activity where that is known, in seconds. */
  seconds: number;
  /** Seconds since 1970. */
  lastSeen?: number;
}

/** Why a client is suspicious. */
export interface Reason {
  kind: 'errors' | 'probing' | 'rate' | 'no assets' | 'agent';
  /** 0 to 1: how much it adds. */
  weight: number;
  /** The reason in words. */
  text: string;
}

/** A client with its reasons. */
export interface Suspicion {
  client: string;
  /** 0 (ordinary) to 1. From `SUSPICIOUS` on it is worth a look. */
  score: number;
  reasons: Reason[];
  activity: ClientActivity;
}

/** The score from which a client is listed: one strong reason, or two weaker ones. */
export const SUSPICIOUS = 0.4;

/** Fewer requests than this say nothing about shares. */
const ENOUGH_REQUESTS = 20;

const percent = (share: number) => `${Math.round(share * 100)} %`;

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

/** From 0 at `low` to 1 at `high`. */
const ramp = (value: number, low: number, high: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));

function errorReason({ requests, clientErrors }: ClientActivity): Reason[] {
  const share = clientErrors / requests;
  const weight = 0.6 * ramp(share, 0.2, 0.8);
  return requests >= ENOUGH_REQUESTS && weight > 0
    ? [
        {
          kind: 'errors',
          weight,
          text: `${percent(share)} of its ${requests} requests were refused or not found (4xx)`,
        },
      ]
    : [];
}

function probingReason({ uris = [] }: ClientActivity): Reason[] {
  const kinds = new Map<string, { count: number; example: string }>();
  for (const { uri, count } of uris) {
    const what = probes(uri);
    if (what) {
      const entry = kinds.get(what);
      kinds.set(what, { count: (entry?.count ?? 0) + count, example: entry?.example ?? uri });
    }
  }
  const all = [...kinds.values()].reduce((sum, { count }) => sum + count, 0);
  if (all === 0) {
    return [];
  }
  const named = [...kinds].map(([what, { example }]) => `${what} (${example.slice(0, 80)})`).join(', ');
  const weight = Math.min(0.9, 0.25 + 0.2 * (kinds.size - 1) + 0.25 * ramp(all, 1, 10));
  return [{ kind: 'probing', weight, text: `asked ${times(all)} for ${named}` }];
}

function rateReason({ requests, seconds }: ClientActivity, typical: number): Reason[] {
  const rate = requests / Math.max(1, seconds);
  // Ten a second is more than a person's browser keeps up; and far above what this site's clients do.
  const weight = 0.4 * Math.min(ramp(rate, 1, 10), ramp(requests / Math.max(1, typical), 10, 100));
  return weight > 0
    ? [
        {
          kind: 'rate',
          weight,
          text: `${rate.toFixed(1)} requests a second, ${Math.round(requests / Math.max(1, typical))} times the median client`,
        },
      ]
    : [];
}

function assetsReason(activity: ClientActivity, site: number | undefined): Reason[] {
  const { requests, pages, agents = [] } = activity;
  const claims = agents.some((agent) => classifyAgent(agent).kind === 'browser');
  // A browser loads style sheets and images with its pages; only where the others here do can this one be odd.
  if (pages === undefined || site === undefined || site > 0.7 || !claims || requests < ENOUGH_REQUESTS * 2) {
    return [];
  }
  const share = pages / requests;
  const weight = 0.35 * ramp(share, 0.9, 1);
  return weight > 0
    ? [
        {
          kind: 'no assets',
          weight,
          text: `says it is a browser, but ${percent(share)} of its requests are for pages (${percent(site)} for the median client)`,
        },
      ]
    : [];
}

function agentReason({ agents = [] }: ClientActivity): Reason[] {
  const scanner = agents.map(classifyAgent).find(({ kind }) => kind === 'scanner');
  if (scanner) {
    return [{ kind: 'agent', weight: 0.6, text: `calls itself ${scanner.family}, a scanner` }];
  }
  return agents.length >= 10
    ? [{ kind: 'agent', weight: 0.2, text: `came with ${agents.length} different user agents` }]
    : [];
}

/** Independent reasons together: two of 0.5 make 0.75, and nothing exceeds 1. */
const together = (reasons: readonly Reason[]) => 1 - reasons.reduce((rest, { weight }) => rest * (1 - weight), 1);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/**
 * The clients that are worth a look, the most suspicious first. A verdict is the reader's: a monitor asks often, a
 * broken link yields 404s, and behind one address a whole company may sit.
 */
export function suspiciousClients(clients: readonly ClientActivity[]): Suspicion[] {
  const counted = clients.filter(({ requests }) => requests > 0);
  const typical = median(counted.map(({ requests }) => requests));
  // The median client's share: one that asks for half of all pages would otherwise be its own excuse.
  const shares = counted.flatMap(({ pages, requests }) => (pages === undefined ? [] : [pages / requests]));
  const site = shares.length > 0 ? median(shares) : undefined;
  return counted
    .map((activity): Suspicion => {
      const reasons = [
        ...errorReason(activity),
        ...probingReason(activity),
        ...rateReason(activity, typical),
        ...assetsReason(activity, site),
        ...agentReason(activity),
      ].sort((a, b) => b.weight - a.weight);
      return { client: activity.client, score: together(reasons), reasons, activity };
    })
    .filter(({ score }) => score >= SUSPICIOUS)
    .sort((a, b) => b.score - a.score || b.activity.requests - a.activity.requests);
}

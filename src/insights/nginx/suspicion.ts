import { probes } from '../../signals/nginx/probing';
import { classifyAgent } from './agents';
import { shareOf } from './proportion';
import type { Estimate } from './slices';

/** What one client was seen to do in a range, or in a sample of it. All counts are of requests that were really read. */
export interface ClientActivity {
  client: string;
  requests: number;
  /** Requests answered with 400 to 499. */
  clientErrors: number;
  /** Requests for pages, that is for no static file. Absent where the log does not tell. */
  pages?: number;
  /** URIs that it asked for, with counts; those that probe are enough. */
  uris?: ReadonlyArray<{ uri: string; count: number }>;
  agents?: readonly string[];
  /** The length of what was read, in seconds. */
  seconds: number;
  /** Its requests over the whole range; absent where all were read. */
  total?: Estimate;
  /** Unix milliseconds. */
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
  /** It says of itself that it is a robot or a monitor, whose ways are not those of people. Anybody can say so. */
  bot: boolean;
}

/** The score from which a client is listed: one strong reason, or two weaker ones. */
export const SUSPICIOUS = 0.4;

/** Fewer requests than this, seen and not estimated, say nothing about shares. */
const ENOUGH_REQUESTS = 20;

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** A share with its interval, in words. */
const shareText = ({ value, low, high }: Estimate) =>
  percent(low) === percent(high) ? percent(value) : `${percent(value)} (${Math.round(low * 100)} to ${percent(high)})`;

const times = (count: number) => (count === 1 ? 'once' : `${count.toLocaleString('en')} times`);

/** From 0 at `low` to 1 at `high`. */
const ramp = (value: number, low: number, high: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));

const sampled = ({ total }: ClientActivity) => total !== undefined && total.low !== total.high;

/** What a share is of: all of its requests, or those that were seen. */
const ofRequests = (activity: ClientActivity) =>
  `its ${activity.requests.toLocaleString('en')} ${sampled(activity) ? 'requests that were read' : 'requests'}`;

function errorReason(activity: ClientActivity): Reason[] {
  const { requests, clientErrors } = activity;
  const share = shareOf(clientErrors, requests, !sampled(activity));
  // What is sure of it counts, not what it looks like.
  const weight = 0.6 * ramp(share.low, 0.2, 0.8);
  return requests >= ENOUGH_REQUESTS && weight > 0
    ? [
        {
          kind: 'errors',
          weight,
          text: `${shareText(share)} of ${ofRequests(activity)} were refused or not found (4xx)`,
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

function rateReason(activity: ClientActivity, typical: number): Reason[] {
  const { requests, seconds, total } = activity;
  const of = (count: number) => count / Math.max(1, seconds);
  // What was read stands for the whole, so the interval of the total is that of the rate.
  const scale = total && total.value > 0 ? requests / total.value : 1;
  const { value, low, high } = total ?? { value: requests, low: requests, high: requests };
  const over = requests / Math.max(1, typical);
  // Ten a second is more than a person's browser keeps up; and far above what this site's clients do.
  const weight = 0.4 * Math.min(ramp(of(low * scale), 1, 10), ramp(over, 10, 100));
  const interval = low === high ? '' : ` (${of(low * scale).toFixed(1)} to ${of(high * scale).toFixed(1)})`;
  return weight > 0
    ? [
        {
          kind: 'rate',
          weight,
          text: `${of(value * scale).toFixed(1)}${interval} requests a second, ${Math.round(over).toLocaleString('en')} times the median client`,
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
  const share = shareOf(pages, requests, !sampled(activity));
  const weight = 0.35 * ramp(share.low, 0.9, 1);
  return weight > 0
    ? [
        {
          kind: 'no assets',
          weight,
          text: `says it is a browser, but ${shareText(share)} of ${ofRequests(activity)} are for pages, ${pages.toLocaleString('en')} to ${requests - pages} for what belongs to them (${percent(site)} for the median client)`,
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

const ROBOTS = ['bot', 'monitor'];

/** Whether all that it says of itself is that it is a robot. */
function saysBot({ agents = [] }: ClientActivity): boolean {
  return agents.length > 0 && agents.every((agent) => ROBOTS.includes(classifyAgent(agent).kind));
}

/** Independent reasons together: two of 0.5 make 0.75, and nothing exceeds 1. */
const together = (reasons: readonly Reason[]) => 1 - reasons.reduce((rest, { weight }) => rest * (1 - weight), 1);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** What the median client of a site does. */
export interface Usual {
  requests: number;
  /** The share of its requests that are for pages, 0 to 1; absent where nobody tells. */
  pages: number | undefined;
}

/** What is usual among clients: one that asks for half of all pages would otherwise be its own excuse. */
export function usualOf(clients: readonly ClientActivity[]): Usual {
  const counted = clients.filter(({ requests }) => requests > 0);
  // Of a client of which little was seen the share is 0 or 1 by chance.
  const enough = counted.filter(({ requests }) => requests >= ENOUGH_REQUESTS / 2);
  const shares = (enough.length > 0 ? enough : counted).flatMap(({ pages, requests }) =>
    pages === undefined ? [] : [pages / requests]
  );
  return {
    requests: median(counted.map(({ requests }) => requests)),
    pages: shares.length > 0 ? median(shares) : undefined,
  };
}

/**
 * The clients that are worth a look, the most suspicious first. A verdict is the reader's: a monitor asks often, a
 * broken link yields 404s, and behind one address a whole company may sit.
 * @param usual of all clients of the site, where `clients` are a choice of them
 */
export function suspiciousClients(clients: readonly ClientActivity[], usual = usualOf(clients)): Suspicion[] {
  const { requests: typical, pages: site } = usual;
  const counted = clients.filter(({ requests }) => requests > 0);
  return counted
    .map((activity): Suspicion => {
      const reasons = [
        ...errorReason(activity),
        ...probingReason(activity),
        ...rateReason(activity, typical),
        ...assetsReason(activity, site),
        ...agentReason(activity),
      ].sort((a, b) => b.weight - a.weight);
      return { client: activity.client, score: together(reasons), reasons, activity, bot: saysBot(activity) };
    })
    .filter(({ score }) => score >= SUSPICIOUS)
    .sort((a, b) => b.score - a.score || b.activity.requests - a.activity.requests);
}

import { NGINX_LATENCY_SIGNALS } from '../../signals/nginx/latency';
import type { NginxContext, NginxSignal } from '../../signals/nginx/nginxSignal';
import { NGINX_SIGNALS } from '../../signals/nginx/signals';
import type { Tiles } from '../../signals/recorded/coverage';
import type { DataSourceChoice } from '../dataSources';
import { nginxAtSteps, readNginxAtSteps } from '../nginxAtSteps';
import type { Series } from '../prometheus';
import type { NginxRecordings } from '../recordingsOfNginx';
import { filled, percentiles, quotients, totals } from './combine';
import type { Stepped } from './Stepped';

type Part = readonly [NginxSignal, NginxContext];

/** What can be added up over time that a signal is made of, and how. */
interface Recipe {
  parts: readonly Part[];
  combine: (parts: readonly Series[][], tiles: Tiles) => Series[];
}

function recipeOf(signal: NginxSignal, context: NginxContext, form: 'series' | 'table'): Recipe | undefined {
  const { requests } = NGINX_SIGNALS;
  const { requestTimes, upstreamTimes } = NGINX_LATENCY_SIGNALS;
  if (signal.shareOf) {
    const some = { ...context, filters: [...signal.shareOf, ...(context.filters ?? [])] };
    return {
      parts: [
        [requests, some],
        [requests, context],
      ],
      combine: ([part = [], whole = []], tiles) => quotients(part, whole, tiles),
    };
  }
  if (signal.percentile) {
    const { of, share } = signal.percentile;
    return {
      parts: [[of === 'requestTime' ? requestTimes : upstreamTimes, context]],
      combine: ([buckets = []], tiles) => percentiles(buckets, share, tiles),
    };
  }
  if (signal.id === requestTimes.id || signal.id === upstreamTimes.id) {
    // By first digits, which are not what is recorded.
    return undefined;
  }
  return {
    parts: [[signal, context]],
    combine: ([rates = []], tiles) => {
      const all = filled(rates, tiles);
      return form === 'table' ? totals(all, tiles, true) : all;
    },
  };
}

/** How a signal of NGINX's is read from recordings; nothing where they do not hold what it asks. Rejects with a Problem. */
export async function nginxStepped(
  loki: DataSourceChoice,
  signal: NginxSignal,
  context: NginxContext,
  form: 'series' | 'table',
  recordings: NginxRecordings | undefined
): Promise<Stepped | undefined> {
  const recipe = recordings && recipeOf(signal, context, form);
  if (!recipe) {
    return undefined;
  }
  const found = await Promise.all(
    recipe.parts.map(async ([one, asked]) => ({ one, asked, at: await nginxAtSteps(one, asked, recordings) }))
  );
  const there = found.flatMap(({ one, asked, at }) => (at ? [{ one, asked, at }] : []));
  const [first] = there;
  if (!first || there.length < found.length) {
    return undefined;
  }
  const { source } = recordings;
  const { plan } = first.at;
  const { tiles } = plan;
  return {
    tiles,
    plan,
    recorded: there.map(({ at }) => ({ expr: at.read.query(tiles.stepSeconds), source })),
    raw: there.map(({ one, asked }) => ({ expr: one.query(asked), source: loki })),
    ...(signal.percentile ? { note: 'Percentiles are those of recorded buckets.' } : {}),
    read: async (abort) => {
      const parts = await Promise.all(
        there.map(({ one, asked, at }) => readNginxAtSteps(source, loki, one, asked, at, abort))
      );
      return recipe.combine(parts, tiles);
    },
  };
}

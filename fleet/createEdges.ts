import { wave } from './curve';
import type { Edge, Fleet } from './fleet';
import { Random } from './random';

/** The second NGINX is smaller, so that hosts differ in a table. */
const SHARES = [1, 0.4];

/** The NGINX servers of a fleet: the containers called `edge`, on the first two hosts. */
export function createEdges(fleet: Fleet): Edge[] {
  const { options } = fleet;
  const containers = fleet.containers.filter((container) => container.name === 'edge');
  return containers.map((container, index): Edge => {
    // NGINX writes its access log and nothing else to stdout.
    container.log.perMinute = 0;
    const both = index === 0 ? 'json' : 'combined';
    return {
      container,
      index,
      format: options.accessFormat === 'both' ? both : options.accessFormat,
      rate: wave({
        mean: (options.accessLinesPerMinute * (SHARES[index] ?? SHARES[1]!)) / 60,
        swing: 0.3,
        daily: 0.75,
        origin: options.end,
        random: new Random(options.seed, 'edge', index),
      }),
      failing: null,
      slow: null,
      scraper: null,
      gaveUp: null,
      dropped: null,
      reformatted: null,
    };
  });
}

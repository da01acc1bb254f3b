import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { rewrite } from '../../../stack/native/renderConfig';

const FILE = resolve(__dirname, '../../../stack/server/prometheus.yml');

const config = z.object({
  global: z.object({ scrape_interval: z.string() }),
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })),
});

interface StackScrapes {
  /** Where services of the stack listen here: `chat:3200` to a port on 127.0.0.1. Others are not scraped. */
  ports: ReadonlyMap<string, number>;
  /** The folder of further targets. */
  targets: string;
  /** How often; the stack's own interval where it is not said. */
  interval?: string;
}

/** What the stack's own Prometheus scrapes, with its labels and relabelling, of what runs here. */
export function stackScrapes({ ports, targets, interval }: StackScrapes): object[] {
  const all = config.parse(parse(readFileSync(FILE, 'utf8')));
  const services = new Set(all.scrape_configs.flatMap((one) => JSON.stringify(one).match(/[\w-]+(?=:\d+")/g) ?? []));
  const here = new Set([...ports.keys()].map((address) => address.split(':')[0] ?? ''));
  const place = { stateDir: '', ports, absent: new Set([...services].filter((name) => !here.has(name))) };
  const paths = [{ container: '/etc/prometheus/targets', native: targets }];
  const every = interval ?? all.global.scrape_interval;
  return all.scrape_configs.map((one) => ({
    ...(rewrite(one, place, paths) as Record<string, unknown>),
    scrape_interval: every,
    scrape_timeout: every === '1s' ? '1s' : '5s',
  }));
}

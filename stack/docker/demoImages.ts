import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

/** What the demo cannot do without. */
export const DEMO_SERVICES = ['prometheus', 'loki', 'alertmanager', 'mailpit', 'grafana', 'fleet'] as const;

const imagesSchema = z.object({ services: z.record(z.string(), z.object({ image: z.string().optional() })) });

/** Every image that the demo needs. */
export function demoImages(root: string): string[] {
  const text = readFileSync(join(root, 'docker-compose.yaml'), 'utf8');
  const { services } = imagesSchema.parse(parse(text, { merge: true }));
  return [...new Set(DEMO_SERVICES.flatMap((name) => services[name]?.image ?? []))];
}

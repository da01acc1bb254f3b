import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

const imagesSchema = z.object({ services: z.record(z.string(), z.object({ image: z.string() })) });

/** Every image that docker-compose.yaml names. */
export function stackImages(root: string): string[] {
  const { services } = imagesSchema.parse(parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8')));
  return [...new Set(Object.values(services).map(({ image }) => image))];
}

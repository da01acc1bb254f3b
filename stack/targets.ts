import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { stringify } from 'yaml';

/** Targets that Prometheus reads from a file and scrapes. */
export interface TargetGroup {
  targets: string[];
  labels: Record<string, string>;
}

/** Target groups by the name of their file without its ending; see stack/server/targets/README.md. */
export type TargetFiles = Readonly<Record<string, readonly TargetGroup[]>>;

/** Writes target files into the folder that Prometheus watches. */
export function writeTargets(dir: string, files: TargetFiles): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, groups] of Object.entries(files)) {
    writeFileSync(join(dir, `${name}.yaml`), stringify(groups));
  }
}

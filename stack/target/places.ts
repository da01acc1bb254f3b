import { join } from 'node:path';

/** Where the monitoring server keeps what it knows of its hosts. */
export interface Places {
  /** Keys, certificates and passwords; see stack/server/secrets/README.md. */
  secrets: string;
  /** The folder of target files that Prometheus watches. */
  targets: string;
  /** The compose file of a host and all that belongs to it. */
  template: string;
  /** Where the folders to copy to the hosts are put together. */
  bundles: string;
}

/** The places in a checkout of the project. */
export function placesIn(root: string): Places {
  return {
    secrets: join(root, 'stack/server/secrets'),
    targets: join(root, 'stack/server/targets'),
    template: join(root, 'stack/target'),
    bundles: join(root, 'stack/target/hosts'),
  };
}

/** The file by which Prometheus knows a host. */
export const targetFile = (places: Places, name: string) => join(places.targets, `host-${name}.yaml`);

import { join } from 'node:path';

import { BUNDLES } from '../programs';
import { isExecutable } from './executable';
import { cachedExecutable, cachedGrafana, debianDir, type Source } from './source';

/** What an earlier search got. */
export const inCache: Source = {
  how: 'in the cache',
  find({ name, bundle, executables }, { cacheDir, versions }) {
    const version = versions[bundle];
    if (name === 'grafana') {
      const home = cachedGrafana(cacheDir, version);
      return isExecutable(join(home, 'bin', 'grafana'))
        ? Promise.resolve(home)
        : Promise.reject(new Error(`not in ${cacheDir}`));
    }
    const { debian } = BUNDLES[bundle];
    const candidates = [cachedExecutable(cacheDir, name, version)];
    if (debian !== undefined) {
      candidates.push(...executables.map((file) => join(debianDir(cacheDir, debian.package), 'usr', 'bin', file)));
    }
    const found = candidates.find(isExecutable);
    return found === undefined ? Promise.reject(new Error(`not in ${cacheDir}`)) : Promise.resolve(found);
  },
};

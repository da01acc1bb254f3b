import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { lookOnPath } from './executable';
import type { Source } from './source';

/** Where Grafana's packages put its home, when its executable on the PATH lies elsewhere. */
const GRAFANA_HOMES = ['/usr/share/grafana', '/opt/grafana'];

/** The home of the Grafana to which an executable belongs: the folder that holds its `conf/defaults.ini`. */
function grafanaHome(executable: string): string | undefined {
  return [dirname(dirname(realpathSync(executable))), ...GRAFANA_HOMES].find((home) =>
    existsSync(join(home, 'conf', 'defaults.ini'))
  );
}

/** The PATH. */
export const onPath: Source = {
  how: 'on the PATH',
  find({ name, executables }, { env }) {
    const found = executables.map((executable) => lookOnPath(executable, env)).find((path) => path !== undefined);
    const path = found !== undefined && name === 'grafana' ? grafanaHome(found) : found;
    return path === undefined ? Promise.reject(new Error('not on the PATH')) : Promise.resolve(path);
  },
};

import { join } from 'node:path';

import { isExecutable } from './executable';
import type { Source } from './source';

/** The environment variable of the program, for those who have it in a place of their own. */
export const inEnvironment: Source = {
  how: 'named by its environment variable',
  find({ name, title, variable }, { env }) {
    const path = env[variable];
    if (path === undefined || path === '') {
      return Promise.resolve(undefined);
    }
    const executable = name === 'grafana' ? join(path, 'bin', 'grafana') : path;
    return isExecutable(executable)
      ? Promise.resolve(path)
      : Promise.reject(new Error(`${title}: ${variable} is ${path}, but ${executable} is no program`));
  },
};

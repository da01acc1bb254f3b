import { getDataSourceSrv } from '@grafana/runtime';
import { fetchJson } from './fetchJson';
import { Problem } from './Problem';
import { problemOf } from './problemOf';
import { SIGNALS_TYPE } from './signalsType';

/** True where this organisation has a data source for signals by name: the bundled dashboards need one. */
export function hasSignalsDataSource(): boolean {
  return getDataSourceSrv().getList({ filter: ({ type }) => type === SIGNALS_TYPE }).length > 0;
}

/** Creates the data source for signals by name. Pages that are open see it once they are reloaded. Rejects with a Problem. */
export async function createSignalsDataSource(): Promise<void> {
  try {
    await fetchJson<unknown>({
      url: '/api/datasources',
      method: 'POST',
      data: { name: 'Quayside Signals', uid: 'quayside-signals', type: SIGNALS_TYPE, access: 'proxy', jsonData: {} },
    });
  } catch (error) {
    const problem = problemOf(error, { name: 'Grafana', kind: 'Grafana' });
    throw problem.kind === 'forbidden'
      ? new Problem(
          'forbidden',
          'You may not create data sources',
          problem.detail,
          'Ask an administrator of this organisation (datasources:create), or provision it.'
        )
      : problem;
  }
}

import type { TimeRange } from '@grafana/data';
import { condition, parameterValues } from '../checks/check';
import { checksFor } from '../checks/catalog';
import type { DataSourceChoice } from '../grafana/dataSources';
import { lifecycleQueries } from '../signals/lifecycle';
import { logLines } from '../signals/logs';
import { listQueries, PLAIN_LOKI } from '../signals/nginx/lists';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { sourceFor } from './installation';
import { listContext } from './listAnswer';
import { listById } from './plan';
import type { SignalsQuery } from './query';
import { streamScope } from './streamScope';
import type { SignalsDataSource } from './SignalsDataSource';

/** What a query comes down to, and who is asked. */
interface Behind {
  /** One, or several that are asked together. */
  exprs: string[];
  source: DataSourceChoice;
}

/** The PromQL or LogQL of a query under this installation's conventions. Rejects with a Problem. */
export async function queryBehind(
  datasource: SignalsDataSource,
  query: SignalsQuery,
  range: TimeRange
): Promise<Behind> {
  const known = await datasource.installations.get();
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const read = datasource.readScope(query, undefined);
  const { conventions } = known.installation;
  const context = { conventions, scope: read.scope, window: TABLE_WINDOW, range: eventsWindow(times) };
  switch (query.show ?? 'signal') {
    case 'lines': {
      const { search, ...scope } = await streamScope(datasource.installations, read.scope, times);
      return { exprs: [logLines({ ...context, scope }, search)], source: sourceFor('logs', known) };
    }
    case 'events':
      return { exprs: Object.values(lifecycleQueries(context)), source: sourceFor('metrics', known) };
    case 'findings': {
      const conditions = checksFor(conventions)
        .filter(({ source }) => source === 'metrics')
        .map((check) => condition(check, { ...context, parameters: parameterValues(check) }));
      return { exprs: conditions, source: sourceFor('metrics', known) };
    }
    case 'signal': {
      const list = listById(query.signal);
      if (list) {
        const withNginx = await datasource.installations.withNginx(times.to);
        const asked = listContext({ query, list, conventions: withNginx, read, range: times });
        const { exact } = listQueries(list, asked, PLAIN_LOKI, query.top ?? 0);
        return { exprs: [exact], source: sourceFor('logs', known) };
      }
      const plan = await datasource.plan(query, { range, scopedVars: {} });
      return { exprs: [plan.expr], source: sourceFor(plan.signal.source, known) };
    }
  }
}

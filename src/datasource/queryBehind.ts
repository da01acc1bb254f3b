import type { TimeRange } from '@grafana/data';
import { checksFor } from '../checks/catalog';
import { condition, parameterValues } from '../checks/check';
import type { DataSourceChoice } from '../grafana/dataSources';
import { lifecycleQueries } from '../signals/lifecycle';
import { linesCounted, logLines } from '../signals/logs';
import { listQueries, PLAIN_LOKI } from '../signals/nginx/lists';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { sourceFor } from './installation';
import { listContext } from './listAnswer';
import { listById } from './plan';
import type { SignalsQuery } from './query';
import type { SignalsDataSource } from './SignalsDataSource';
import { steppedOf } from './steppedOf';
import { streamScope } from './streamScope';

/** Queries that one data source is asked. */
export interface BehindOf {
  /** One, or several that are asked together. */
  exprs: string[];
  source: DataSourceChoice;
}

/** What a query comes down to, and who is asked. */
export interface Behind extends BehindOf {
  /** What is asked in place of it for the time that is recorded. */
  recorded?: BehindOf;
  /**
   * The same for alert rules, which know no variables of Grafana's: with windows that are written out, one number for each
   * subject, and none cut off.
   */
  forRules: string[];
}

/** The PromQL or LogQL of a query under this installation's conventions. Rejects with a Problem. */
export async function queryBehind(
  datasource: SignalsDataSource,
  asked: SignalsQuery,
  range: TimeRange
): Promise<Behind> {
  const query = datasource.withFilters(asked, undefined);
  const known = await datasource.installations.get();
  const times = { from: range.from.valueOf(), to: range.to.valueOf() };
  const read = datasource.readScope(query, undefined);
  const { conventions } = known.installation;
  const context = { conventions, scope: read.scope, window: TABLE_WINDOW, range: eventsWindow(times) };
  switch (query.show ?? 'signal') {
    case 'lines': {
      const { search = '', ...scope } = await streamScope(datasource.installations, read.scope, times);
      const lines = { ...context, scope };
      return {
        exprs: [logLines(lines, search)],
        forRules: [linesCounted(lines, search)],
        source: sourceFor('logs', known),
      };
    }
    case 'events': {
      const exprs = Object.values(lifecycleQueries(context));
      return { exprs, forRules: exprs, source: sourceFor('metrics', known) };
    }
    case 'findings': {
      const exprs = checksFor(conventions)
        .filter(({ source }) => source === 'metrics')
        .map((check) => condition(check, { ...context, parameters: parameterValues(check) }));
      return { exprs, forRules: exprs, source: sourceFor('metrics', known) };
    }
    case 'signal': {
      const list = listById(query.signal);
      if (list) {
        const withNginx = await datasource.installations.withNginx(times.to);
        const { exact } = listQueries(
          list,
          listContext({ query, list, conventions: withNginx, read, range: times }),
          PLAIN_LOKI,
          query.top ?? 0
        );
        return { exprs: [exact], forRules: [exact], source: sourceFor('logs', known) };
      }
      const plan = await datasource.plan(query, { range, scopedVars: {} });
      const source = sourceFor(plan.signal.source, known);
      const { stepped } = await steppedOf(plan, known, datasource.recordings, times);
      const recordedIn = stepped?.recorded[0]?.source;
      return {
        exprs: [plan.expr],
        forRules: [plan.ruleExpr],
        source,
        ...(stepped && recordedIn
          ? { recorded: { exprs: stepped.recorded.map(({ expr }) => expr), source: recordedIn } }
          : {}),
      };
    }
  }
}

import type { DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import type { DataQuery } from '@grafana/schema';
import { from, isObservable, switchMap, type Observable } from 'rxjs';
import type { DataSourceChoice } from './dataSources';

/**
 * Hands queries to a data source as if a panel had asked it itself: with its caches, its streams, its splitting of long
 * ranges, and cancelled at its server when nobody listens any more.
 */
export function askDataSource(
  source: DataSourceChoice,
  request: DataQueryRequest,
  targets: Array<DataQuery & Record<string, unknown>>
): Observable<DataQueryResponse> {
  const datasource = { uid: source.uid, type: source.type };
  return from(getDataSourceSrv().get(datasource)).pipe(
    switchMap((asked) => {
      const answer = asked.query({
        ...request,
        // Requests of one id cancel each other, and one panel may ask several data sources.
        requestId: `${request.requestId}-${source.uid}`,
        targets: targets.map((target) => ({ ...target, datasource })),
      });
      return isObservable(answer) ? answer : from(answer);
    })
  );
}

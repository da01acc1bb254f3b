import { LoadingState, type DataFrame, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { catchError, concatMap, defer, EMPTY, from, merge, of, type Observable } from 'rxjs';
import { askDataSource } from '../grafana/askDataSource';
import type { DataSourceChoice } from '../grafana/dataSources';
import { problemOf } from '../grafana/problemOf';
import type { Stepped } from '../grafana/stepped/Stepped';
import { answering, failedResponse } from './asking';
import { seriesFrames, withNotices } from './frames';
import { sourceFor } from './installation';
import type { Plan } from './plan';
import type { SignalsQuery } from './query';
import { rangeOf } from './rangeOf';
import type { SignalsDataSource } from './SignalsDataSource';
import { steppedFrames } from './steppedFrames';
import { steppedOf } from './steppedOf';
import { whyEmpty } from './whyEmpty';

type Request = DataQueryRequest<SignalsQuery>;

/** A plan that its data source is asked for, with what there is to say of it. */
interface Asked {
  plan: Plan;
  note: string | undefined;
}

interface Sorted {
  /** By data source: all of one are asked in one request. */
  groups: Array<{ source: DataSourceChoice; asked: Asked[] }>;
  stepped: Array<{ plan: Plan; stepped: Stepped }>;
  failed: DataQueryResponse[];
}

async function sorted(
  datasource: SignalsDataSource,
  queries: readonly SignalsQuery[],
  request: Request
): Promise<Sorted> {
  const known = await datasource.installations.get();
  const groups = new Map<string, Sorted['groups'][number]>();
  const out: Sorted = { groups: [], stepped: [], failed: [] };
  await Promise.all(
    queries.map(async (query) => {
      try {
        const plan = await datasource.plan(query, request);
        const { stepped, note } = await steppedOf(plan, known, datasource.recordings, rangeOf(request));
        if (stepped) {
          out.stepped.push({ plan, stepped });
          return;
        }
        const source = sourceFor(plan.signal.source, known);
        const group = groups.get(source.uid) ?? { source, asked: [] };
        group.asked.push({ plan, note });
        groups.set(source.uid, group);
      } catch (error) {
        out.failed.push(failedResponse(query.refId, error));
      }
    })
  );
  return { ...out, groups: [...groups.values()] };
}

/** Signals over time: those of one data source in one request, and what may be recorded at steps. */
export function askSeries(
  datasource: SignalsDataSource,
  queries: readonly SignalsQuery[],
  request: Request
): Observable<DataQueryResponse> {
  if (queries.length === 0) {
    return EMPTY;
  }
  return defer(() => from(sorted(datasource, queries, request))).pipe(
    catchError((error: unknown) =>
      of<Sorted>({ groups: [], stepped: [], failed: queries.map(({ refId }) => failedResponse(refId, error)) })
    ),
    concatMap(({ groups, stepped, failed }) =>
      merge(
        of(...failed),
        ...stepped.map(({ plan, stepped: one }) =>
          answering(plan.refId, async (signal) => ({ data: steppedFrames(plan, one, await one.read(signal)) }))
        ),
        ...groups.map(({ source, asked }) => askGroup(source, asked, request))
      )
    )
  );
}

function askGroup(source: DataSourceChoice, asked: Asked[], request: Request): Observable<DataQueryResponse> {
  const kind = source.type === 'loki' ? 'Loki' : 'Prometheus';
  const blamed = { name: source.name, kind } as const;
  return askDataSource(
    source,
    request,
    asked.map(({ plan }) => targetOf(plan))
  ).pipe(
    concatMap(async (response): Promise<DataQueryResponse> => {
      const frames = response.data as DataFrame[];
      const done = response.state === undefined || response.state === LoadingState.Done;
      const data = await Promise.all(
        asked.map(async ({ plan, note }) => {
          const own = seriesFrames(
            plan,
            frames.filter(({ refId, length }) => refId === plan.refId && length > 0)
          );
          const failed = response.errors?.some(({ refId }) => refId === plan.refId);
          const shown = own.length === 0 && done && !failed ? [await whyEmpty(plan, source, rangeOf(request).to)] : own;
          return note ? withNotices(shown, [{ severity: 'info', text: note }]) : shown;
        })
      );
      const errors = response.errors?.map((error) => ({
        ...error,
        message: failedMessage(error.message ?? error.data?.message ?? '', blamed),
      }));
      return {
        ...response,
        data: data.flat(),
        key: `${source.uid} ${response.key ?? ''}`,
        ...(errors ? { errors } : {}),
      };
    }),
    catchError((error: unknown) => of(failedResponse(asked[0]?.plan.refId ?? 'A', problemOf(error, blamed))))
  );
}

function failedMessage(message: string, blamed: { name: string; kind: 'Loki' | 'Prometheus' }): string {
  const { title, detail, wayOut } = problemOf(new Error(message), blamed);
  return `${title}: ${detail}. ${wayOut}`;
}

/** The query that the underlying data source gets. */
function targetOf({ refId, expr, signal, conventions }: Plan) {
  return signal.source === 'logs'
    ? { refId, expr, queryType: 'range', legendFormat: '' }
    : {
        refId,
        expr,
        range: true,
        instant: false,
        format: 'time_series',
        // No points closer together than scrapes, as on the pages.
        interval: `${conventions.containers.scrapeSeconds}s`,
      };
}

import {
  DataSourceApi,
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { catchError, concatMap, defer, EMPTY, from, merge, of, type Observable } from 'rxjs';
import { askDataSource } from '../grafana/askDataSource';
import type { DataSourceChoice } from '../grafana/dataSources';
import { queryLogInstant } from '../grafana/loki';
import { Problem } from '../grafana/Problem';
import { problemOf } from '../grafana/problemOf';
import { queryInstant } from '../grafana/prometheus';
import { exportedQuery } from '../signals/exported';
import { logLines } from '../signals/logs';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { SignalsAnnotations } from './annotations';
import { answering, failedResponse } from './asking';
import { SignalsVariables } from './choices';
import { emptyFrame, seriesFrames, tableFrame } from './frames';
import { eventsFrame, findingsFrame } from './happenings';
import { checkHealth } from './health';
import { InstallationCache, sourceFor } from './installation';
import { listAnswer } from './listAnswer';
import { listById, needsNginx, planOf, signalOf, type Plan } from './plan';
import { FIRST_QUERY, type SignalsJsonData, type SignalsQuery } from './query';
import { streamScope } from './streamScope';
import { expandTexts, readScope, type ReadScope, type Replace } from './scope';

type Request = DataQueryRequest<SignalsQuery>;

/** Log lines that one query shows unless Grafana asks for another number. */
const MOST_LINES = 1000;

const replace: Replace = (text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format);

const rangeOf = ({ range }: Pick<Request, 'range'>) => ({ from: range.from.valueOf(), to: range.to.valueOf() });

/**
 * Signals by name, for Explore and for anybody's dashboard. It has no server of its own: it writes the query that the
 * catalog gives under this installation's conventions, and has the installation's Prometheus and Loki answer it.
 */
export class SignalsDataSource extends DataSourceApi<SignalsQuery, SignalsJsonData> {
  readonly installations: InstallationCache;

  constructor(settings: DataSourceInstanceSettings<SignalsJsonData>) {
    super(settings);
    this.installations = new InstallationCache(settings.jsonData ?? {});
    this.variables = new SignalsVariables(this);
    this.annotations = new SignalsAnnotations();
  }

  override getDefaultQuery(): Partial<SignalsQuery> {
    return FIRST_QUERY;
  }

  override filterQuery({ show = 'signal', signal }: SignalsQuery): boolean {
    return show !== 'signal' || Boolean(signal);
  }

  override getQueryDisplayText({ show = 'signal', signal = '' }: SignalsQuery): string {
    return show === 'signal' ? signal : show;
  }

  /** With variables replaced: what Explore gets from a panel. */
  override interpolateVariablesInQueries(queries: SignalsQuery[], scopedVars: ScopedVars): SignalsQuery[] {
    const texts = (part: string[] | undefined) => expandTexts(part, scopedVars, replace);
    return queries.map((query) => {
      const { search, ...parts } = query.scope ?? {};
      const scope = Object.fromEntries(Object.entries(parts).map(([part, values]) => [part, texts(values)]));
      const [found] = search ? texts([search]) : [];
      return { ...query, scope: { ...scope, ...(found ? { search: found } : {}) } };
    });
  }

  override testDatasource(): Promise<TestDataSourceResponse> {
    return checkHealth(this.installations);
  }

  /** The scope of a query. @throws Problem where it names what is no container */
  readScope(query: Pick<SignalsQuery, 'scope'>, scopedVars: ScopedVars | undefined): ReadScope {
    const read = readScope(query.scope, scopedVars, replace);
    const [wrong] = read.unreadable;
    if (wrong !== undefined) {
      throw new Problem(
        'refused',
        `“${wrong}” names no container`,
        'A container is told by its host and its name.',
        'Write it like web-1/shop-api; on Kubernetes like NODE/NAMESPACE/POD/CONTAINER.'
      );
    }
    return read;
  }

  /** How a query is asked here. Rejects with a Problem. */
  async plan(query: SignalsQuery, request: Pick<Request, 'range' | 'scopedVars'>): Promise<Plan> {
    const range = rangeOf(request);
    const { installation } = await this.installations.get();
    const conventions = needsNginx(query) ? await this.installations.withNginx(range.to) : installation.conventions;
    const read = this.readScope(query, request.scopedVars);
    return signalOf(query.signal).source === 'logs'
      ? planOf(query, conventions, { ...read, scope: await streamScope(this.installations, read.scope, range) }, range)
      : planOf(query, conventions, read, range);
  }

  override query(request: Request): Observable<DataQueryResponse> {
    const targets = request.targets.filter((target) => !target.hide && this.filterQuery(target));
    const series = targets.filter((query) => isSeries(query));
    const others = targets.filter((query) => !isSeries(query));
    return merge(this.askSeries(series, request), ...others.map((query) => this.askOther(query, request)));
  }

  /** All series of one data source in one request. */
  private askSeries(queries: SignalsQuery[], request: Request): Observable<DataQueryResponse> {
    if (queries.length === 0) {
      return EMPTY;
    }
    return defer(() => from(this.plans(queries, request))).pipe(
      concatMap(({ groups, failed }) =>
        merge(of(...failed), ...groups.map(({ source, plans }) => this.askGroup(source, plans, request)))
      )
    );
  }

  private async plans(queries: readonly SignalsQuery[], request: Request) {
    const failed: DataQueryResponse[] = [];
    const groups = new Map<string, { source: DataSourceChoice; plans: Plan[] }>();
    await Promise.all(
      queries.map(async (query) => {
        try {
          const plan = await this.plan(query, request);
          const source = sourceFor(plan.signal.source, await this.installations.get());
          const group = groups.get(source.uid) ?? { source, plans: [] };
          group.plans.push(plan);
          groups.set(source.uid, group);
        } catch (error) {
          failed.push(failedResponse(query.refId, error));
        }
      })
    );
    return { groups: [...groups.values()], failed };
  }

  private askGroup(source: DataSourceChoice, plans: Plan[], request: Request): Observable<DataQueryResponse> {
    const kind = source.type === 'loki' ? 'Loki' : 'Prometheus';
    const blamed = { name: source.name, kind } as const;
    return askDataSource(source, request, plans.map(targetOf)).pipe(
      concatMap(async (response): Promise<DataQueryResponse> => {
        const frames = response.data as DataFrame[];
        const done = response.state === undefined || response.state === LoadingState.Done;
        const data = await Promise.all(
          plans.map(async (plan) => {
            const own = seriesFrames(
              plan,
              frames.filter(({ refId, length }) => refId === plan.refId && length > 0)
            );
            const failed = response.errors?.some(({ refId }) => refId === plan.refId);
            return own.length === 0 && done && !failed ? [await this.whyEmpty(plan, source, rangeOf(request).to)] : own;
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
      catchError((error: unknown) => of(failedResponse(plans[0]?.refId ?? 'A', problemOf(error, blamed))))
    );
  }

  /** Nothing is never 0: whether a signal is not exported, or has no value in this scope and range. */
  private async whyEmpty(plan: Plan, source: DataSourceChoice, time: number): Promise<DataFrame> {
    const { signal, context, refId, expr } = plan;
    if (signal.source === 'logs') {
      return emptyFrame(refId, `No lines for “${signal.title}” in this scope and range.`, expr);
    }
    const exporting = await queryInstant(source, exportedQuery(signal, context), time).catch(() => undefined);
    return exporting?.length === 0
      ? emptyFrame(
          refId,
          `“${signal.title}” is not exported: Prometheus has none of ${signal.needs.join(', ')} here. ${signal.remedy ?? ''}`.trim(),
          expr,
          'warning'
        )
      : emptyFrame(refId, `“${signal.title}” has no value in this scope and range. ${signal.description}`, expr);
  }

  private askOther(query: SignalsQuery, request: Request): Observable<DataQueryResponse> {
    return query.show === 'lines'
      ? this.askLines(query, request)
      : answering(query.refId, async (signal) => ({ data: [await this.frameOf(query, request, signal)] }));
  }

  private askLines(query: SignalsQuery, request: Request): Observable<DataQueryResponse> {
    return defer(() => from(this.linesTarget(query, request))).pipe(
      concatMap(({ source, target }) => askDataSource(source, request, [target])),
      catchError((error: unknown) => of(failedResponse(query.refId, error)))
    );
  }

  private async linesTarget(query: SignalsQuery, request: Request) {
    const known = await this.installations.get();
    const { conventions } = known.installation;
    const read = this.readScope(query, request.scopedVars);
    const { search, ...scope } = await streamScope(this.installations, read.scope, rangeOf(request));
    const context = { conventions, scope, window: TABLE_WINDOW, range: TABLE_WINDOW };
    return {
      source: sourceFor('logs', known),
      target: { refId: query.refId, expr: logLines(context, search), queryType: 'range', maxLines: MOST_LINES },
    };
  }

  private async frameOf(query: SignalsQuery, request: Request, signal: AbortSignal): Promise<DataFrame> {
    const range = rangeOf(request);
    const known = await this.installations.get();
    if (query.show === 'findings' || query.show === 'events') {
      const { conventions } = known.installation;
      const { scope } = this.readScope(query, request.scopedVars);
      const context = { conventions, scope, window: TABLE_WINDOW, range: eventsWindow(range) };
      const source = sourceFor('metrics', known);
      return query.show === 'events'
        ? eventsFrame(query.refId, source, context, range, signal)
        : findingsFrame(query.refId, source, context, range, query.form === 'series' ? 'marks' : 'table', signal);
    }
    const list = listById(query.signal);
    if (list) {
      const conventions = await this.installations.withNginx(range.to);
      const read = this.readScope(query, request.scopedVars);
      return listAnswer({ query, list, conventions, read, range, source: sourceFor('logs', known) }, signal);
    }
    const plan = await this.plan(query, request);
    const source = sourceFor(plan.signal.source, known);
    const ask = plan.signal.source === 'logs' ? queryLogInstant : queryInstant;
    const samples = await ask(source, plan.expr, range.to, signal);
    return samples.length > 0 ? tableFrame(plan, samples) : this.whyEmpty(plan, source, range.to);
  }
}

function failedMessage(message: string, blamed: { name: string; kind: 'Loki' | 'Prometheus' }): string {
  const { title, detail, wayOut } = problemOf(new Error(message), blamed);
  return `${title}: ${detail}. ${wayOut}`;
}

const isSeries = ({ show = 'signal', form = 'series', signal }: SignalsQuery) =>
  show === 'signal' && form === 'series' && listById(signal) === undefined;

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

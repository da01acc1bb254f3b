import {
  DataSourceApi,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceInstanceSettings,
  type ScopedVars,
  type TestDataSourceResponse,
} from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { catchError, concatMap, defer, from, merge, of, type Observable } from 'rxjs';
import { askDataSource } from '../grafana/askDataSource';
import { Problem } from '../grafana/Problem';
import { logLines } from '../signals/logs';
import { TABLE_WINDOW } from '../signals/windows';
import { SignalsAnnotations } from './annotations';
import { askFrame } from './askFrame';
import { answering, failedResponse } from './asking';
import { askSeries } from './askSeries';
import { SignalsVariables } from './choices';
import { checkHealth } from './health';
import { InstallationCache, sourceFor } from './installation';
import { listById, needsNginx, planOf, signalOf, type Plan } from './plan';
import { FIRST_QUERY, type SignalsJsonData, type SignalsQuery } from './query';
import { rangeOf } from './rangeOf';
import { RecordingCache } from './RecordingCache';
import { expandFilters, expandTexts, readScope, type ReadScope, type Replace } from './scope';
import { streamScope } from './streamScope';

type Request = DataQueryRequest<SignalsQuery>;

/** Log lines that one query shows unless Grafana asks for another number. */
const MOST_LINES = 1000;

const replace: Replace = (text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format);

/**
 * Signals by name, for Explore and for anybody's dashboard. It has no server of its own: it writes the query that the
 * catalog gives under this installation's conventions, and has the installation's Prometheus and Loki answer it.
 */
export class SignalsDataSource extends DataSourceApi<SignalsQuery, SignalsJsonData> {
  readonly installations: InstallationCache;
  readonly recordings = new RecordingCache();

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
      return { ...this.withFilters(query, scopedVars), scope: { ...scope, ...(found ? { search: found } : {}) } };
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

  /** A query whose conditions on requests have their variables replaced. */
  withFilters(query: SignalsQuery, scopedVars: ScopedVars | undefined): SignalsQuery {
    return query.filters ? { ...query, filters: expandFilters(query.filters, scopedVars, replace) } : query;
  }

  /** How a query is asked here. Rejects with a Problem. */
  async plan(asked: SignalsQuery, request: Pick<Request, 'range' | 'scopedVars'>): Promise<Plan> {
    const range = rangeOf(request);
    const query = this.withFilters(asked, request.scopedVars);
    const { installation, settings } = await this.installations.get();
    const conventions = needsNginx(query) ? await this.installations.withNginx(range.to) : installation.conventions;
    const read = this.readScope(query, request.scopedVars);
    const scope =
      signalOf(query.signal, settings).source === 'logs'
        ? await streamScope(this.installations, read.scope, range)
        : read.scope;
    return planOf(query, conventions, { ...read, scope }, range, settings);
  }

  override query(request: Request): Observable<DataQueryResponse> {
    const targets = request.targets.filter((target) => !target.hide && this.filterQuery(target));
    const series = targets.filter((query) => isSeries(query));
    const others = targets.filter((query) => !isSeries(query));
    return merge(askSeries(this, series, request), ...others.map((query) => this.askOther(query, request)));
  }

  private askOther(query: SignalsQuery, request: Request): Observable<DataQueryResponse> {
    return query.show === 'lines'
      ? this.askLines(query, request)
      : answering(query.refId, async (signal) => ({
          data: await askFrame(this, this.withFilters(query, request.scopedVars), request, signal),
        }));
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
}

const isSeries = ({ show = 'signal', form = 'series', signal }: SignalsQuery) =>
  show === 'signal' && form === 'series' && listById(signal) === undefined;

import {
  DataTopic,
  LoadingState,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type PanelData,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { catchError, from, map, merge, of, share, takeUntil, timer, type Observable } from 'rxjs';

/** A panel shows that it is loading when no answer came within this time. */
const QUIET_MS = 200;

/** Runs a request and merges its responses into what a panel draws. */
export function runRequest(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  queryFunction?: DataSourceApi['query']
): Observable<PanelData> {
  const loading: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  const targets = queryFunction
    ? request.targets
    : request.targets.filter((target) => dataSource.filterQuery?.(target) ?? true);
  if (targets.length === 0) {
    return of({ ...loading, state: LoadingState.Done });
  }
  const effective = { ...request, targets };
  const packets = new Map<string, DataQueryResponse>();
  const answered = from(queryFunction ? queryFunction(effective) : dataSource.query(effective)).pipe(
    map((packet) => {
      packets.set(packet.key ?? packet.data[0]?.refId ?? 'A', packet);
      request.endTime = Date.now();
      return merged([...packets.values()], packet, { ...loading, request: effective });
    }),
    catchError((error: unknown) => of({ ...loading, state: LoadingState.Error, error: toDataQueryError(error) })),
    share()
  );
  return merge(
    timer(QUIET_MS).pipe(
      map(() => loading),
      takeUntil(answered)
    ),
    answered
  );
}

function merged(packets: DataQueryResponse[], latest: DataQueryResponse, base: PanelData): PanelData {
  const frames = packets.flatMap(({ data }) => data);
  const failed = packets.filter(({ error, errors }) => error || errors?.length);
  const isAnnotation = (frame: { meta?: { dataTopic?: DataTopic } }) => frame.meta?.dataTopic === DataTopic.Annotations;
  return {
    ...base,
    state: failed.length > 0 ? LoadingState.Error : (latest.state ?? LoadingState.Done),
    series: frames.filter((frame) => !isAnnotation(frame)),
    annotations: frames.filter(isAnnotation),
    error: failed.at(-1)?.error,
    errors: failed.at(-1)?.errors,
  };
}

import type { UpstreamName } from './WorkbenchState';

/** What Prometheus or Loki answers when it is healthy and holds nothing. */
export function emptyAnswer(upstream: UpstreamName, call: { path: string; params: URLSearchParams }): unknown {
  const { path } = call;
  if (path.endsWith('/query_range') || path.endsWith('/query')) {
    // A LogQL query for lines begins with its selector; everything else is a metric.
    const lines = upstream === 'loki' && (call.params.get('query') ?? '').trimStart().startsWith('{');
    const resultType = lines ? 'streams' : path.endsWith('/query_range') ? 'matrix' : 'vector';
    return { status: 'success', data: { resultType, result: [] } };
  }
  if (path.endsWith('/rules')) {
    return { status: 'success', data: { groups: [] } };
  }
  if (path.endsWith('/targets')) {
    return { status: 'success', data: { activeTargets: [], droppedTargets: [] } };
  }
  if (path.endsWith('/index/stats')) {
    return { streams: 0, chunks: 0, bytes: 0, entries: 0 };
  }
  if (path.includes('/index/volume')) {
    return { status: 'success', data: { resultType: 'vector', result: [] } };
  }
  if (path.endsWith('/detected_fields')) {
    return { fields: [], limit: 1000 };
  }
  if (path.endsWith('/detected_labels')) {
    return { detectedLabels: [] };
  }
  if (path.endsWith('/metadata')) {
    return { status: 'success', data: {} };
  }
  return { status: 'success', data: [] };
}

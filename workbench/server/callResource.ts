import { HttpError } from './HttpError';
import { lokiErrorMessage } from './runLokiQuery';
import { UpstreamUnreachable, type Upstream, type UpstreamAnswer } from './Upstream';

/**
 * Answers `/api/datasources/uid/<uid>/resources/<path>` from the real Prometheus or Loki.
 *
 * When it can't be reached, Grafana hides the cause of a failed resource call behind one sentence (a failed *query* names
 * it), and so does this: a page must not rely on a message here that it won't get there.
 */
export async function callResource(
  upstream: Upstream,
  call: { method: string; path: string; search: URLSearchParams; form: URLSearchParams; signal: AbortSignal }
): Promise<UpstreamAnswer> {
  const params = new URLSearchParams([...call.search, ...call.form]);
  try {
    if (upstream.name === 'prometheus') {
      const method = call.method === 'POST' ? 'POST' : 'GET';
      return await upstream.call({ via: 'resource', method, path: `/${call.path}`, params, signal: call.signal });
    }
    // Grafana's Loki back end knows no other method for resources.
    const path = `/loki/api/v1/${call.path}`;
    const answer = await upstream.call({
      via: 'resource',
      method: 'GET',
      path,
      params: call.search,
      signal: call.signal,
    });
    if (answer.status >= 500) {
      throw new UpstreamUnreachable(answer.body);
    }
    if (answer.status >= 300) {
      const body = JSON.stringify({ message: lokiErrorMessage(answer.body) });
      return { status: answer.status, contentType: 'application/json', body };
    }
    return { ...answer, contentType: 'application/json' };
  } catch (error) {
    if (error instanceof UpstreamUnreachable) {
      throw new HttpError(500, 'An error occurred within the plugin', {
        messageId: 'plugin.requestFailureError',
        statusCode: 500,
        traceID: '',
      });
    }
    throw error;
  }
}

import type { UpstreamName } from './WorkbenchState';
import { runDataQueries, type QueryContext } from './runDataQueries';

/** What Grafana finds out about the server by its build information. */
const PROMETHEUS_DETAILS = { application: 'Prometheus', features: { rulerApiEnabled: false } };

/** Answers `/api/datasources/uid/<uid>/health` with a tiny query, in the words of Grafana's back ends. */
export async function checkHealth(
  name: UpstreamName,
  context: QueryContext
): Promise<{ status: 'OK' | 'ERROR'; message: string; details?: object }> {
  const query =
    name === 'prometheus'
      ? { expr: '1+1', instant: true }
      : { expr: 'vector(1)+vector(1)', queryType: 'instant', step: '1s' };
  const { results } = await runDataQueries(
    { queries: [{ refId: 'A', datasource: { uid: `quayside-${name}` }, ...query }], from: '1000', to: '4000' },
    context
  );
  const error = results.A?.error;
  if (name === 'prometheus') {
    return error === undefined
      ? { status: 'OK', message: 'Successfully queried the Prometheus API.', details: PROMETHEUS_DETAILS }
      : { status: 'ERROR', message: `${error} - There was an error returned querying the Prometheus API.` };
  }
  return error === undefined
    ? { status: 'OK', message: 'Data source successfully connected.' }
    : { status: 'ERROR', message: 'Unable to connect with Loki. Please check the server logs for more details.' };
}

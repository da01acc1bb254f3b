import type { DataFrame, DataQueryRequest } from '@grafana/data';
import { queryLogInstant } from '../grafana/loki';
import { queryInstant } from '../grafana/prometheus';
import { eventsWindow, TABLE_WINDOW } from '../signals/windows';
import { allFindings } from './allFindings';
import { tableFrame, withNotices } from './frames';
import { eventsFrame, findingsFrame } from './happenings';
import { sourceFor } from './installation';
import { listAnswer } from './listAnswer';
import { listById } from './plan';
import type { SignalsQuery } from './query';
import { rangeOf } from './rangeOf';
import type { SignalsDataSource } from './SignalsDataSource';
import { steppedFrames } from './steppedFrames';
import { steppedOf } from './steppedOf';
import { whyEmpty } from './whyEmpty';

/** What is one frame: findings, events, a ranked list, or one value for each subject. Rejects with a Problem. */
export async function askFrame(
  datasource: SignalsDataSource,
  query: SignalsQuery,
  request: DataQueryRequest<SignalsQuery>,
  signal: AbortSignal
): Promise<DataFrame[]> {
  const range = rangeOf(request);
  const { installations } = datasource;
  const known = await installations.get();
  const { location } = known.settings;
  const read = datasource.readScope(query, request.scopedVars);
  if (query.show === 'findings') {
    const found = await allFindings(installations, read.scope, range.to, signal);
    return [findingsFrame(query.refId, found, range, query.form === 'series' ? 'marks' : 'table', location)];
  }
  if (query.show === 'events') {
    const { conventions } = known.installation;
    const context = { conventions, scope: read.scope, window: TABLE_WINDOW, range: eventsWindow(range) };
    return [await eventsFrame(query.refId, sourceFor('metrics', known), context, range, signal)];
  }
  const list = listById(query.signal);
  if (list) {
    const conventions = await installations.withNginx(range.to);
    return [await listAnswer({ query, list, conventions, read, range, source: sourceFor('logs', known) }, signal)];
  }
  const plan = await datasource.plan(query, request);
  const { stepped, note } = await steppedOf(plan, known, datasource.recordings, range);
  if (stepped) {
    return steppedFrames(plan, stepped, await stepped.read(signal));
  }
  const source = sourceFor(plan.signal.source, known);
  const ask = plan.signal.source === 'logs' ? queryLogInstant : queryInstant;
  const samples = await ask(source, plan.expr, range.to, signal);
  const frames = [samples.length > 0 ? tableFrame(plan, samples) : await whyEmpty(plan, source, range.to)];
  return note ? withNotices(frames, [{ severity: 'info', text: note }]) : frames;
}

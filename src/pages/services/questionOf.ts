import type { DataSourceChoice } from '../../grafana/dataSources';
import { scrapeOf, serviceMatchers, type ServiceContext } from '../../signals/services/serviceContext';

/** What every answer about an application depends on beside the time, as a text: the part of a question for `useLoaded`. */
export function questionOf(source: DataSourceChoice, context: ServiceContext): string {
  return JSON.stringify([source.uid, serviceMatchers(context), scrapeOf(context)]);
}

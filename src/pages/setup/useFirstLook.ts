import { useLoaded, type Loaded } from '../../components/useLoaded';
import { detectConventions } from '../../discovery/detectConventions';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Conventions } from '../../signals/conventions';

/** The conventions that the data shows, looked for where none are set. */
export function useFirstLook(
  wanted: boolean,
  prometheus: DataSourceChoice | undefined,
  loki: DataSourceChoice | undefined
): Loaded<Conventions> {
  const question = wanted && (prometheus ?? loki) ? JSON.stringify([prometheus?.uid, loki?.uid]) : null;
  return useLoaded(question, (signal) => detectConventions({ prometheus, loki }, signal));
}

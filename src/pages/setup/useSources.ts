import { useLoaded, type Loaded } from '../../components/useLoaded';
import { chooseSources, type ChosenSources } from '../../discovery/chooseSources';
import { detectConventions, type Detected } from '../../discovery/detectConventions';
import { detectNginx } from '../../discovery/detectNginx';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { LogConventions } from '../../signals/conventions';
import type { NginxDetection } from '../../signals/nginx/findLog';
import type { PlaceForm } from './setupForm';

/** The data sources of a location as it is typed. */
export function useSources({ name, prometheusUid, lokiUid }: PlaceForm): Loaded<ChosenSources> {
  const named = {
    ...(prometheusUid ? { prometheusUid } : {}),
    ...(lokiUid ? { lokiUid } : {}),
    ...(name === '' ? {} : { location: name }),
  };
  return useLoaded(JSON.stringify({ ...named, location: name !== '' }), (signal) => chooseSources(named, signal));
}

interface Sources {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
}

/** The conventions that the data shows, looked for where none are set. */
export function useFirstLook(wanted: boolean, { prometheus, loki }: Sources): Loaded<Detected> {
  const question = wanted && (prometheus ?? loki) ? JSON.stringify([prometheus?.uid, loki?.uid]) : null;
  return useLoaded(question, (signal) => detectConventions({ prometheus, loki }, signal));
}

/** NGINX's logs that a sample of lines shows, looked for where none are written down. */
export function useNginxLook(
  wanted: boolean,
  loki: DataSourceChoice | undefined,
  logs: LogConventions
): Loaded<NginxDetection[]> {
  return useLoaded(wanted && loki ? JSON.stringify([loki.uid, logs]) : null, (signal) =>
    loki ? detectNginx(loki, logs, Date.now(), signal) : Promise.resolve([])
  );
}

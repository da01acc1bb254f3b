import { useMemo } from 'react';
import { useInstallation } from '../../components/InstallationContext';
import { useLoaded, type Loaded } from '../../components/useLoaded';
import { detectNginx } from '../../discovery/detectNginx';
import type { DataSourceChoice } from '../../grafana/dataSources';
import type { Conventions } from '../../signals/conventions';
import type { NginxDetection } from '../../signals/nginx/findLog';

/** How NGINX's logs are read here: from the settings, or found out from a sample. */
export interface KnownNginx {
  conventions: Conventions | undefined;
  /** What was found out, a detection for each format; the one in use is `log`. */
  detected: Loaded<NginxDetection[]>;
  log: number;
}

/** Conventions with NGINX's part, which is detected where the settings do not say. */
export function useNginx(loki: DataSourceChoice, time: number, chosen: number): KnownNginx {
  const { installation } = useInstallation();
  const { conventions } = installation;
  // Once is enough: the format does not change with the time range, unless nothing was found.
  const hour = Math.floor(time / 3600_000);
  const detected = useLoaded(conventions.nginx ? null : `${loki.uid} ${hour}`, (signal) =>
    detectNginx(loki, conventions.logs, time, signal)
  );
  const log = detected.data?.[chosen] ? chosen : 0;
  const found = detected.data?.[log]?.conventions;
  const known = useMemo(
    () => (conventions.nginx ? conventions : found ? { ...conventions, nginx: found } : undefined),
    [conventions, found]
  );
  return { conventions: known, detected, log };
}

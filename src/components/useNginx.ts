import { useMemo } from 'react';
import { detectNginx } from '../discovery/detectNginx';
import type { DataSourceChoice } from '../grafana/dataSources';
import type { Conventions } from '../signals/conventions';
import type { NginxDetection } from '../signals/nginx/findLog';
import type { NginxLog } from '../signals/nginx/format';
import { togetherOf, writtenLogs } from '../signals/nginx/logs';
import { useInstallation } from './InstallationContext';
import { useLoaded, type Loaded } from './useLoaded';

/** How NGINX's logs are read here: from the settings, or found out from a sample. */
export interface KnownNginx {
  /** Conventions whose part on NGINX names the logs that are read: all, or the chosen one. */
  conventions: Conventions | undefined;
  /** Every log that is known. */
  logs: readonly NginxLog[];
  /** Which of them is read; absent: all of them together. */
  chosen: number | undefined;
  /** What was found out, a detection for each of `logs`; nothing where the settings say. */
  detected: Loaded<NginxDetection[]>;
}

/**
 * Conventions with NGINX's part, which is detected where the settings do not say.
 * @param time Unix milliseconds: the end of what is looked at
 * @param log the log to read by its place in `logs`, as the URL holds it; anything else: all
 * @param needed false: nothing of NGINX is shown, so nothing is asked
 */
export function useNginx(loki: DataSourceChoice | undefined, time: number, log: string, needed = true): KnownNginx {
  const { conventions } = useInstallation().installation;
  // Once is enough: the format does not change with the time range, unless nothing was found.
  const hour = Math.floor(time / 3600_000);
  const ask = needed && loki !== undefined && !conventions.nginx;
  const detected = useLoaded(ask ? `${loki.uid} ${hour}` : null, (signal) =>
    loki ? detectNginx(loki, conventions.logs, time, signal) : Promise.resolve([])
  );
  const found = detected.data;
  const logs = useMemo<readonly NginxLog[]>(
    () => (conventions.nginx ? writtenLogs(conventions.nginx) : (found ?? []).map((one) => one.conventions)),
    [conventions, found]
  );
  const chosen = /^\d+$/.test(log) && logs[Number(log)] ? Number(log) : undefined;
  const known = useMemo(() => {
    const nginx = togetherOf(logs.filter((_, index) => chosen === undefined || index === chosen));
    return nginx && { ...conventions, nginx };
  }, [conventions, logs, chosen]);
  return { conventions: known, logs, chosen, detected };
}

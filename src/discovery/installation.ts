import { lokiDataSources, pickDataSource, prometheusDataSources, type DataSourceChoice } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import type { AppSettings } from '../grafana/settings';
import { DOCKER, type Conventions } from '../signals/conventions';
import { detectConventions } from './detectConventions';

/** What the pages work on: data sources, and how they label things. */
export interface Installation {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
  conventions: Conventions;
  /** Where the conventions come from. */
  from: 'settings' | 'detected' | 'assumed';
  /** Why they could not be detected. */
  problem?: Problem;
}

/** Data sources and conventions for these settings. Never rejects: what failed is in `problem`, and the usual is assumed. */
export async function findInstallation(settings: AppSettings, signal?: AbortSignal): Promise<Installation> {
  const found = await withoutNginx(settings, signal);
  return settings.nginx ? { ...found, conventions: { ...found.conventions, nginx: settings.nginx } } : found;
}

async function withoutNginx(settings: AppSettings, signal?: AbortSignal): Promise<Installation> {
  const prometheus = pickDataSource(prometheusDataSources(), settings.prometheusUid);
  const loki = pickDataSource(lokiDataSources(), settings.lokiUid);
  if (settings.conventions) {
    return { prometheus, loki, conventions: settings.conventions, from: 'settings' };
  }
  try {
    return { prometheus, loki, conventions: await detectConventions({ prometheus, loki }, signal), from: 'detected' };
  } catch (error) {
    const problem =
      error instanceof Problem
        ? error
        : new Problem(
            'unexpected',
            'The conventions could not be detected',
            String(error),
            'Set them on the configuration page.'
          );
    return { prometheus, loki, conventions: DOCKER, from: 'assumed', problem };
  }
}

/** Why there is no Prometheus to ask, as a problem. */
export function noPrometheus(settings: AppSettings): Problem {
  return new Problem(
    'no-data-source',
    'There is no Prometheus data source',
    settings.prometheusUid
      ? `The settings name the data source ${settings.prometheusUid}, which is not there, or which you may not see.`
      : 'Grafana has no data source of the type Prometheus that you may query.',
    'Add one under Connections, Data sources: it is where cAdvisor’s metrics are. Then reload this page.'
  );
}

/** Why there is no Loki to ask, as a problem. */
export function noLoki(settings: AppSettings): Problem {
  return new Problem(
    'no-data-source',
    'There is no Loki data source',
    settings.lokiUid
      ? `The settings name the data source ${settings.lokiUid}, which is not there, or which you may not see.`
      : 'Grafana has no data source of the type Loki that you may query.',
    'Add one under Connections, Data sources to see logs here. Metrics work without it.'
  );
}

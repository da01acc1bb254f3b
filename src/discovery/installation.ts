import type { DataSourceChoice } from '../grafana/dataSources';
import { Problem } from '../grafana/Problem';
import type { SettingsAt } from '../grafana/settings';
import { DOCKER, type Conventions } from '../signals/conventions';
import { chooseSources } from './chooseSources';
import { detectConventions } from './detectConventions';

/** What the pages work on: data sources, and how they label things. */
export interface Installation {
  prometheus: DataSourceChoice | undefined;
  loki: DataSourceChoice | undefined;
  conventions: Conventions;
  /** Where the conventions come from. Assumed: nothing in the data fits any, or it could not be asked. */
  from: 'settings' | 'detected' | 'assumed';
  /** Why they could not be detected. */
  problem?: Problem;
}

/** Data sources and conventions for these settings. Never rejects, save when aborted: what failed is in `problem`, and the usual is assumed. */
export async function findInstallation(settings: SettingsAt, signal?: AbortSignal): Promise<Installation> {
  const found = await withoutNginx(settings, signal);
  return settings.nginx ? { ...found, conventions: { ...found.conventions, nginx: settings.nginx } } : found;
}

async function withoutNginx(settings: SettingsAt, signal?: AbortSignal): Promise<Installation> {
  const chosen = await chooseSources(settings, signal);
  const [prometheus, loki] = [chosen.prometheus.source, chosen.loki.source];
  if (settings.conventions) {
    return { prometheus, loki, conventions: settings.conventions, from: 'settings' };
  }
  try {
    const { conventions, metrics, logs } = await detectConventions({ prometheus, loki }, signal);
    return { prometheus, loki, conventions, from: metrics || logs ? 'detected' : 'assumed' };
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
export function noPrometheus(settings: SettingsAt): Problem {
  if (settings.location !== undefined && !settings.prometheusUid) {
    return ofNoKind('Prometheus', settings.location, 'metrics');
  }
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
export function noLoki(settings: SettingsAt): Problem {
  if (settings.location !== undefined && !settings.lokiUid) {
    return ofNoKind('Loki', settings.location, 'logs');
  }
  return new Problem(
    'no-data-source',
    'There is no Loki data source',
    settings.lokiUid
      ? `The settings name the data source ${settings.lokiUid}, which is not there, or which you may not see.`
      : 'Grafana has no data source of the type Loki that you may query.',
    'Add one under Connections, Data sources to see logs here. Metrics work without it.'
  );
}

/** A location has only what it names: another's data source would show another place's data as its own. */
function ofNoKind(kind: 'Prometheus' | 'Loki', location: string, what: string): Problem {
  return new Problem(
    'no-data-source',
    `The location ${location} has no ${kind}`,
    `Its settings name none, so there are no ${what} of it to show`,
    'Name one on the page Setup, or choose another location.'
  );
}

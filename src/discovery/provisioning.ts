import { correlations, lokiDefinition, prometheusDefinition } from '../grafana/dataSourceAdmin';
import type { AppSettings } from '../grafana/settings';
import { SIGNALS_TYPE } from '../grafana/signalsType';
import { toYaml } from '../checks/rules/toYaml';
import type { Conventions } from '../signals/conventions';

/** Grafana reads `$NAME` in these files as a variable of its environment; `$$` is a dollar. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$/g, '$$$$');
  }
  if (Array.isArray(value)) {
    return value.map(escaped);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, escaped(one)]))
    : value;
}

/** The file for Grafana's `provisioning/plugins` that stores these settings. */
export function appYaml(pluginId: string, settings: AppSettings): string {
  return toYaml({
    apiVersion: 1,
    apps: [
      {
        type: pluginId,
        org_id: 1,
        disabled: false,
        // By this the Setup page knows that what is changed on it would be lost at the next start.
        jsonData: escaped({ ...settings, provisioned: true }),
      },
    ],
  });
}

/** The file for Grafana's `provisioning/datasources`, with the links between logs, metrics and pages. */
export function dataSourcesYaml(
  conventions: Conventions,
  urls: { prometheus: string; loki: string } = { prometheus: 'http://prometheus:9090', loki: 'http://loki:3100' }
): string {
  const loki = lokiDefinition(urls.loki, conventions);
  // None is the default: Grafana does not start with two.
  const prometheus = prometheusDefinition(urls.prometheus, conventions);
  return toYaml({
    apiVersion: 1,
    datasources: [
      escaped({ ...prometheus, correlations: correlations(conventions, loki.uid) }),
      escaped(loki),
      { name: 'Quayside Signals', uid: 'quayside-signals', type: SIGNALS_TYPE, access: 'proxy' },
    ],
  });
}

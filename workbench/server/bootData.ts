import type { PluginJson } from './PluginFiles';
import { DATA_SOURCE_UIDS } from './runDataQueries';
import type { UpstreamName, WorkbenchState } from './WorkbenchState';

/** The Grafana whose behaviour this repeats; pages may read it. */
export const GRAFANA_VERSION = '12.4.10';

const TITLES: Record<UpstreamName, string> = { prometheus: 'Prometheus', loki: 'Loki' };

/** A data source as `/api/datasources` lists it. */
export function dataSources(state: WorkbenchState, scrapeInterval: string) {
  return Object.entries(DATA_SOURCE_UIDS)
    .filter(([, type]) => state.hasDataSource(type))
    .map(([uid, type], index) => ({
      id: index + 1,
      uid,
      orgId: 1,
      name: TITLES[type],
      type,
      typeName: TITLES[type],
      typeLogoUrl: '/workbench/logo.svg',
      access: 'proxy',
      url: '',
      user: '',
      database: '',
      basicAuth: false,
      isDefault: type === 'prometheus',
      jsonData: type === 'prometheus' && scrapeInterval ? { timeInterval: scrapeInterval } : {},
      readOnly: true,
    }));
}

/** The app as `/api/plugins/<id>/settings` answers it. */
export function appMeta(plugin: PluginJson, state: WorkbenchState) {
  const base = `/public/plugins/${plugin.id}`;
  const logo = (path: string | undefined) => (path ? `${base}/${path}` : '/workbench/logo.svg');
  return {
    ...plugin,
    info: { ...plugin.info, logos: { small: logo(plugin.info.logos?.small), large: logo(plugin.info.logos?.large) } },
    module: `public/plugins/${plugin.id}/module.js`,
    baseUrl: `public/plugins/${plugin.id}`,
    defaultNavUrl: plugin.includes?.find(({ defaultNav }) => defaultNav)?.path ?? `/a/${plugin.id}`,
    state: '',
    signature: 'unsigned',
    hasUpdate: false,
    latestVersion: plugin.info.version,
    angularDetected: false,
    loadingStrategy: 'script',
    ...state.app,
  };
}

/** What Grafana writes into its page before any code runs: the user, the settings, the data sources, the app. */
export function bootData(plugin: PluginJson, state: WorkbenchState, scrapeInterval: string) {
  const { role } = state.faults;
  const canEdit = role !== 'Viewer';
  const isAdmin = role === 'Admin';
  const { id, info, extensions, dependencies } = plugin;
  return {
    user: {
      id: 1,
      uid: 'workbench',
      externalUserId: '',
      login: role.toLowerCase(),
      name: role,
      email: `${role.toLowerCase()}@localhost`,
      isSignedIn: true,
      isGrafanaAdmin: isAdmin,
      orgCount: 1,
      orgId: 1,
      orgName: 'Workbench',
      orgRole: role,
      gravatarUrl: '',
      // Fixed, so that a test sees the same times on every machine.
      timezone: 'utc',
      weekStart: 'browser',
      language: 'en-US',
      regionalFormat: 'en-US',
      authenticatedBy: 'password',
      analytics: { identifier: '' },
      permissions: {
        'datasources:read': true,
        'datasources:query': true,
        'datasources:explore': canEdit,
        'plugins.app:access': true,
        'plugins:write': isAdmin,
        'alert.rules:read': true,
        'alert.rules:create': canEdit,
        'alert.rules:write': canEdit,
        'alert.provisioning:read': canEdit,
        'alert.provisioning:write': canEdit,
        'dashboards:read': true,
        'dashboards:create': canEdit,
        'dashboards:write': canEdit,
        'folders:read': true,
        'folders:create': canEdit,
      },
    },
    settings: {
      appSubUrl: '',
      appUrl: '',
      namespace: 'default',
      buildInfo: {
        version: GRAFANA_VERSION,
        commit: 'workbench',
        env: 'production',
        edition: 'Open Source',
        hideVersion: false,
      },
      featureToggles: {},
      defaultDatasource: 'Prometheus',
      datasources: Object.fromEntries(
        dataSources(state, scrapeInterval).map((source) => [
          source.name,
          {
            ...source,
            meta: {
              id: source.type,
              name: source.name,
              type: 'datasource',
              metrics: true,
              logs: source.type === 'loki',
              annotations: true,
              alerting: true,
              baseUrl: '',
              module: '',
              info: { logos: { small: source.typeLogoUrl, large: source.typeLogoUrl } },
            },
          },
        ])
      ),
      panels: {},
      apps: {
        [id]: {
          id,
          version: info.version,
          path: `public/plugins/${id}/module.js`,
          preload: false,
          extensions,
          dependencies,
        },
      },
      exploreEnabled: true,
      unifiedAlertingEnabled: true,
      unifiedAlerting: { minInterval: '10s' },
      minRefreshInterval: '5s',
      dateFormats: undefined,
      licenseInfo: {},
    },
    navTree: [],
    assets: { dark: '', light: '' },
  };
}

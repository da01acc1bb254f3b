import type { PluginJson } from './PluginFiles';
import { DATA_SOURCE_UIDS } from './runDataQueries';
import type { Faults, UpstreamName, WorkbenchState } from './WorkbenchState';

/** The Grafana whose behaviour this repeats; pages may read it. */
const GRAFANA_VERSION = '12.4.10';
const TITLES: Record<UpstreamName, string> = { prometheus: 'Prometheus', loki: 'Loki' };
const LOGO = '/workbench/logo.svg';

/** Those of Grafana 12.4's own toggles by which a page looks or behaves differently. */
const FEATURE_TOGGLES = {
  dashboardScene: true,
  newFiltersUI: true,
  newPanelPadding: true,
  newTimeRangeZoomShortcuts: true,
  preventPanelChromeOverflow: true,
  timeRangePan: true,
};

/** What each role may do, of the permissions that a monitoring page might ask about. */
const PERMISSIONS: Record<Faults['role'], string[]> = {
  Viewer: [
    'datasources:read',
    'datasources:query',
    'plugins.app:access',
    'alert.rules:read',
    'dashboards:read',
    'folders:read',
  ],
  Editor: [
    ...[
      'datasources:explore',
      'alert.rules:create',
      'alert.rules:write',
      'alert.provisioning:read',
      'alert.provisioning:write',
      'alert.rules:delete',
      'alert.rules.external:write',
      'alert.silences:create',
      'alert.silences:write',
      'alert.notifications:write',
    ],
    ...['dashboards:create', 'dashboards:write', 'folders:create'],
  ],
  Admin: ['plugins:write', 'datasources:write', 'datasources:create'],
};

/** A data source as `/api/datasources` lists it. */
export function dataSources(state: WorkbenchState, scrapeInterval: string) {
  return Object.entries(DATA_SOURCE_UIDS)
    .filter(([, type]) => state.hasDataSource(type))
    .map(([uid, type], index) => ({
      ...{ id: index + 1, uid, orgId: 1, name: TITLES[type], type, typeName: TITLES[type], typeLogoUrl: LOGO },
      ...{ access: 'proxy', url: '', user: '', database: '', basicAuth: false, readOnly: true },
      isDefault: type === 'prometheus',
      jsonData:
        type === 'prometheus'
          ? { prometheusType: 'Prometheus', ...(scrapeInterval ? { timeInterval: scrapeInterval } : {}) }
          : {},
    }));
}

/** The app as `/api/plugins/<id>/settings` answers it. */
export function appMeta(plugin: PluginJson, state: WorkbenchState) {
  const logo = (path: string | undefined) => (path ? `public/plugins/${plugin.id}/${path}` : LOGO);
  const { logos } = plugin.info;
  const start = plugin.includes
    ?.find(({ defaultNav }) => defaultNav)
    ?.name.toLowerCase()
    .replace(/\W+/g, '-');
  return {
    ...plugin,
    info: { ...plugin.info, logos: { small: logo(logos?.small), large: logo(logos?.large) } },
    module: `public/plugins/${plugin.id}/module.js`,
    baseUrl: `public/plugins/${plugin.id}`,
    defaultNavUrl: start ? `/plugins/${plugin.id}/page/${start}` : `/plugins/${plugin.id}/`,
    ...{
      signature: 'unsigned',
      hasUpdate: false,
      latestVersion: '',
      angularDetected: false,
      loadingStrategy: 'script',
    },
    ...state.app,
  };
}

/** Who is signed in. */
export function currentUser({ faults: { role } }: WorkbenchState) {
  const roles: Array<Faults['role']> = ['Viewer', 'Editor', 'Admin'];
  const permissions = roles.slice(0, roles.indexOf(role) + 1).flatMap((held) => PERMISSIONS[held]);
  return {
    ...{ id: 1, uid: 'workbench', login: role.toLowerCase(), name: role, email: `${role.toLowerCase()}@localhost` },
    ...{
      orgId: 1,
      orgName: 'Workbench',
      orgCount: 1,
      orgRole: role,
      isGrafanaAdmin: role === 'Admin',
      isSignedIn: true,
    },
    ...{ externalUserId: '', gravatarUrl: '', authenticatedBy: 'password', analytics: { identifier: '' } },
    // Fixed, so that a test sees the same times on every machine.
    ...{ timezone: 'utc', weekStart: 'browser', language: 'en-US', regionalFormat: 'en-US' },
    permissions: Object.fromEntries(permissions.map((name) => [name, true])),
  };
}

/** What Grafana writes into its page before any code runs: the user, the settings, the data sources, the app. */
export function bootData(plugin: PluginJson, state: WorkbenchState, scrapeInterval: string) {
  const { id, info, extensions, dependencies } = plugin;
  const instanceSettings = dataSources(state, scrapeInterval).map((source) => {
    const supports = { metrics: true, logs: source.type === 'loki', annotations: true, alerting: true };
    const meta = {
      id: source.type,
      name: source.name,
      type: 'datasource',
      info: { logos: { small: LOGO, large: LOGO } },
    };
    return [source.name, { ...source, meta: { ...meta, ...supports, module: '', baseUrl: '' } }];
  });
  return {
    user: currentUser(state),
    settings: {
      ...{ appSubUrl: '', appUrl: '', namespace: 'default', licenseInfo: {}, panels: {} },
      ...{ exploreEnabled: true, unifiedAlertingEnabled: true, unifiedAlerting: { minInterval: '10s' } },
      buildInfo: { version: GRAFANA_VERSION, commit: 'workbench', env: 'production', edition: 'Open Source' },
      minRefreshInterval: '5s',
      featureToggles: FEATURE_TOGGLES,
      defaultDatasource: 'Prometheus',
      datasources: Object.fromEntries(instanceSettings),
      apps: { [id]: { id, version: info.version, path: `public/plugins/${id}/module.js`, extensions, dependencies } },
    },
    navTree: [],
    assets: { dark: '', light: '' },
  };
}

import { config } from '@grafana/runtime';

/** What Quayside may have to ask Grafana for on the user's behalf. Any of the actions grants it. */
const RIGHTS = [
  {
    doing: 'query data sources',
    without: 'no page shows anything',
    actions: ['datasources:query'],
    role: 'Viewer',
  },
  {
    doing: 'store the settings of Quayside',
    without: 'conventions cannot be corrected',
    actions: ['plugins:write'],
    role: 'Admin',
  },
  {
    doing: 'create data sources',
    without: 'a missing one has to be added by somebody else',
    actions: ['datasources:create'],
    role: 'Admin',
  },
  {
    doing: 'link data sources (correlations)',
    without: 'numbers do not lead to lines and pages in Explore',
    actions: ['datasources:write'],
    role: 'Admin',
  },
  {
    doing: 'set up contact points',
    without: 'an alert that fires reaches nobody new',
    actions: [
      'alert.notifications:write',
      'alert.notifications.receivers:create',
      'alert.notifications.receivers:write',
      'alert.provisioning:write',
      'alert.notifications.provisioning:write',
    ],
    role: 'Editor',
  },
  {
    doing: 'add panels to dashboards',
    without: 'what a page shows cannot be put on one',
    actions: ['dashboards:create', 'dashboards:write'],
    role: 'Editor',
  },
  {
    doing: 'install alert rules in Grafana',
    without: 'checks show on the overview, and wake nobody',
    actions: ['alert.rules:create', 'alert.rules:write', 'alert.provisioning:write', 'alert.rules.provisioning:write'],
    role: 'Editor',
  },
  {
    doing: 'install rules in a ruler of Loki or Mimir',
    without: 'metrics from logs are not recorded, and long ranges stay expensive',
    actions: ['alert.rules.external:write'],
    role: 'Editor',
  },
] as const;

type Right = (typeof RIGHTS)[number];

/** What the user may not do; undefined where Grafana does not say what they may (a test, an embedded page). */
export function missingRights(): Right[] | undefined {
  const held: Record<string, boolean> | undefined = config.bootData?.user?.permissions;
  return held && RIGHTS.filter(({ actions }) => !actions.some((action) => held[action]));
}

/** True where the user may do what one of the actions grants; where Grafana does not say, it decides when it is asked. */
export function may(action: 'plugins:write' | 'datasources:create'): boolean {
  const held: Record<string, boolean> | undefined = config.bootData?.user?.permissions;
  return !held || held[action] === true;
}

import { PluginExtensionPoints, type PluginExtensionAddedLinkConfig } from '@grafana/data';
import { exploreLink, panelLink, alertInstanceLink, logLineLink } from './contexts';

const APP = '/a/quayside-monitoring-app';

const PAGES: Array<[path: string, title: string, description: string]> = [
  ['overview', 'Quayside: what is wrong', 'Findings, firing alerts and the state of every host'],
  ['containers', 'Quayside: containers', 'Which container uses what'],
  ['logs', 'Quayside: logs', 'What containers wrote, by level, pattern and exception'],
  ['nginx', 'Quayside: NGINX', 'What clients do, and what they get'],
];

/** What the app adds to other places of Grafana. plugin.json lists the same, so that Grafana knows when to load the app. */
export const LINKS: readonly PluginExtensionAddedLinkConfig[] = [
  panelLink,
  exploreLink,
  alertInstanceLink,
  logLineLink,
  ...PAGES.map(([path, title, description]): PluginExtensionAddedLinkConfig => ({
    targets: [PluginExtensionPoints.CommandPalette],
    title,
    description,
    icon: 'apps',
    path: `${APP}/${path}`,
  })),
];

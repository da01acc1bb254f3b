import { config } from '@grafana/runtime';

/** What the Alerts page may have to ask for; each is granted by any of these of Grafana's actions. */
const ACTIONS = {
  installRules: [
    'alert.provisioning:write',
    'alert.rules.provisioning:write',
    'alert.rules:create',
    'alert.rules:write',
  ],
  removeRules: ['alert.provisioning:write', 'alert.rules.provisioning:write', 'alert.rules:delete'],
  writeRuler: ['alert.rules.external:write'],
  createFolder: ['folders:create'],
  silence: ['alert.silences:create', 'alert.silences:write', 'alert.instances:create', 'alert.instances:write'],
  endSilence: ['alert.silences:write', 'alert.instances:write'],
  silenceElsewhere: ['alert.instances.external:write'],
  createReceiver: [
    'alert.notifications.receivers:create',
    'alert.notifications:write',
    'alert.notifications.provisioning:write',
    'alert.provisioning:write',
  ],
  writeTemplates: [
    'alert.notifications.templates:write',
    'alert.notifications:write',
    'alert.notifications.provisioning:write',
    'alert.provisioning:write',
  ],
} as const;

export type AlertingTask = keyof typeof ACTIONS;

/**
 * The permission that the user lacks for a task; undefined where they have one of those that grant it. Grafana decides in
 * the end: a folder may have rules of its own.
 */
export function missingPermission(task: AlertingTask): string | undefined {
  const held: Record<string, boolean> = config.bootData?.user?.permissions ?? {};
  const wanted: readonly string[] = ACTIONS[task];
  return wanted.some((action) => held[action]) ? undefined : wanted[0];
}

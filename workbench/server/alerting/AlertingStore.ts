import { randomUUID } from 'node:crypto';

/** A rule as the provisioning API takes and gives it: the parts that are read here, and whatever else it holds. */
export interface ProvisionedRule {
  uid: string;
  title: string;
  condition: string;
  data: Array<{ refId: string; datasourceUid: string; model: Record<string, unknown> }>;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  isPaused?: boolean;
  notification_settings?: { receiver: string; group_by?: string[] };
  [name: string]: unknown;
}

export interface ProvisionedGroup {
  title: string;
  folderUid: string;
  interval: number;
  rules: ProvisionedRule[];
}

/** A silence as Alertmanager's API has it. */
export interface StoredSilence {
  id: string;
  matchers: Array<{ name: string; value: string; isRegex: boolean; isEqual: boolean }>;
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
}

/** One channel of a contact point, as the provisioning API takes it. */
export interface ProvisionedContactPoint {
  name: string;
  type: string;
  settings: Record<string, unknown>;
}

/** A rule group of a ruler. */
export interface RulerGroupJson {
  name: string;
  rules: unknown[];
  [name: string]: unknown;
}

/** What a running workbench has of Grafana's alerting: folders, rules, silences, and Loki's ruler. */
export class AlertingStore {
  readonly folders = new Map<string, string>();
  readonly groups = new Map<string, ProvisionedGroup>();
  readonly silences = new Map<string, StoredSilence>();
  readonly contactPoints: ProvisionedContactPoint[] = [];
  /** Notification templates by the name of their group. */
  readonly templates = new Map<string, string>();
  /** Groups of Loki's ruler by namespace. */
  readonly ruler = new Map<string, RulerGroupJson[]>();

  group(folderUid: string, title: string): ProvisionedGroup | undefined {
    return this.groups.get(`${folderUid}/${title}`);
  }

  putGroup(group: ProvisionedGroup): void {
    // A rule has one place: where its uid is stored again, it has moved.
    const uids = new Set(group.rules.map(({ uid }) => uid));
    for (const [key, other] of this.groups) {
      const rules = other.rules.filter(({ uid }) => !uids.has(uid));
      this.groups.set(key, { ...other, rules });
    }
    this.groups.set(`${group.folderUid}/${group.title}`, group);
  }

  deleteGroup(folderUid: string, title: string): boolean {
    return this.groups.delete(`${folderUid}/${title}`);
  }

  addSilence(silence: Omit<StoredSilence, 'id'>): string {
    const id = randomUUID();
    this.silences.set(id, { ...silence, id });
    return id;
  }

  /** Ends a silence. False where there is none of this id. */
  endSilence(id: string, now: string): boolean {
    const silence = this.silences.get(id);
    if (silence) {
      this.silences.set(id, { ...silence, endsAt: now });
    }
    return silence !== undefined;
  }
}

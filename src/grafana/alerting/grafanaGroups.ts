import { z } from 'zod';
import { isOurs, OUR_FOLDER } from '../../checks/rules/ours';
import type { GrafanaRule, GrafanaRuleGroup } from '../../checks/rules/grafanaRules';
import { fetchJson, isAbort } from '../fetchJson';
import { alertingProblem, askAlerting, hasStatus, type Purpose } from './askAlerting';

/** Rules stay editable in Grafana's own pages: they are no files that somebody provisions. */
const HEADERS = { 'X-Disable-Provenance': 'true' };

const READ: Purpose = { doing: 'read the rules of a folder', permission: 'alert.rules:read', role: 'Viewer' };
const WRITE: Purpose = {
  doing: 'install rules in Grafana',
  permission: 'alert.rules:write with alert.provisioning.provenance:write, or alert.provisioning:write',
  role: 'Editor',
};

const rule = z.looseObject({
  uid: z.string(),
  title: z.string(),
  ruleGroup: z.string(),
  folderUID: z.string(),
  condition: z.string(),
  data: z.array(
    z.looseObject({
      refId: z.string(),
      datasourceUid: z.string(),
      relativeTimeRange: z
        .object({ from: z.number().default(0), to: z.number().default(0) })
        .nullish()
        .transform((range) => range ?? { from: 0, to: 0 }),
      model: z.record(z.string(), z.unknown()),
    })
  ),
  // Foreign rules may have states that ours never have: they go back as they came.
  noDataState: z.custom<GrafanaRule['noDataState']>((value) => typeof value === 'string'),
  execErrState: z.custom<GrafanaRule['execErrState']>((value) => typeof value === 'string'),
  for: z.string(),
  keep_firing_for: z.string().nullish(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  isPaused: z.boolean().nullish(),
  notification_settings: z.looseObject({ receiver: z.string(), group_by: z.array(z.string()).optional() }).nullish(),
  provenance: z.string().nullish(),
});
const group = z.object({
  title: z.string(),
  folderUid: z.string(),
  interval: z.number(),
  rules: z.array(rule).nullish(),
});

/** A rule as Grafana gave it, with all that it holds. */
export type StoredRule = GrafanaRule & Record<string, unknown>;

export interface StoredGroup {
  interval: number;
  rules: StoredRule[];
  /** Who else manages the group, such as a file: then Grafana refuses to change it. */
  provenance: string | undefined;
}

const pathOf = (folderUid: string, title: string) =>
  `/api/v1/provisioning/folder/${encodeURIComponent(folderUid)}/rule-groups/${encodeURIComponent(title)}`;

/** A group of rules; undefined where there is none (yet). Rejects with a Problem. */
export async function readGroup(
  folderUid: string,
  title: string,
  signal?: AbortSignal
): Promise<StoredGroup | undefined> {
  try {
    const raw = await fetchJson<unknown>({ url: pathOf(folderUid, title), method: 'GET' }, signal);
    const parsed = group.parse(raw);
    const rules = (parsed.rules ?? []).map((one): StoredRule => {
      const { keep_firing_for, labels, annotations, isPaused, notification_settings, ...rest } = one;
      return {
        ...rest,
        keep_firing_for: keep_firing_for ?? '0s',
        labels: labels ?? {},
        annotations: annotations ?? {},
        isPaused: isPaused ?? false,
        ...(notification_settings ? { notification_settings } : {}),
      };
    });
    const managed = (parsed.rules ?? []).map(({ provenance }) => provenance).find((by) => by && by !== 'api');
    return { interval: parsed.interval, rules, provenance: managed ?? undefined };
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (hasStatus(error, 404)) {
      return undefined;
    }
    // Who may not see a folder, and one that is not there yet, look the same to Grafana.
    if (hasStatus(error, 403) && !(await folderIsThere(folderUid, signal))) {
      return undefined;
    }
    throw alertingProblem(error, READ);
  }
}

async function folderIsThere(uid: string, signal?: AbortSignal): Promise<boolean> {
  return (await folders(signal)).some((folder) => folder.uid === uid);
}

/** A folder of Grafana's, in which rules lie. */
export interface Folder {
  uid: string;
  title: string;
}

/** The folders that the user sees, a thousand at most. Rejects with a Problem. */
export function folders(signal?: AbortSignal): Promise<Folder[]> {
  return askAlerting(
    { url: '/api/search?type=dash-folder&limit=1000', method: 'GET' },
    z.array(z.object({ uid: z.string(), title: z.string() })),
    { doing: 'list folders', permission: 'folders:read', role: 'Viewer' },
    signal
  );
}

/** Makes the folder of our alert rules where it is not there yet. Rejects with a Problem. */
export function ensureOurFolder(signal?: AbortSignal): Promise<void> {
  return ensureFolder(OUR_FOLDER, signal);
}

/** Makes a folder where it is not there yet. Rejects with a Problem. */
export async function ensureFolder(folder: Folder, signal?: AbortSignal): Promise<void> {
  if (await folderIsThere(folder.uid, signal)) {
    return;
  }
  try {
    await fetchJson<unknown>({ url: '/api/folders', method: 'POST', data: folder }, signal);
  } catch (error) {
    // Somebody may have made it meanwhile.
    if (isAbort(error) || !hasStatus(error, 412)) {
      throw isAbort(error)
        ? error
        : alertingProblem(error, { doing: 'create a folder', permission: 'folders:create', role: 'Editor' });
    }
  }
}

/** Stores a whole group: rules that it lacks are deleted there. Rejects with a Problem; then nothing was changed. */
export async function writeGroup(wanted: GrafanaRuleGroup, signal?: AbortSignal): Promise<void> {
  await askAlerting(
    { url: pathOf(wanted.folderUid, wanted.title), method: 'PUT', headers: HEADERS, data: wanted },
    z.unknown(),
    WRITE,
    signal
  );
}

/**
 * Removes our rules of a group: those of these checks, or all. Foreign ones stay. Gives how many were removed. Rejects with
 * a Problem.
 */
export async function removeOurRules(
  folderUid: string,
  title: string,
  which: (rule: StoredRule) => boolean,
  signal?: AbortSignal
): Promise<number> {
  const stored = await readGroup(folderUid, title, signal);
  const gone = stored?.rules.filter((one) => isOurs(one) && which(one)) ?? [];
  if (!stored || gone.length === 0) {
    return 0;
  }
  const rules = stored.rules.filter((one) => !gone.includes(one));
  if (rules.length > 0) {
    await writeGroup({ title, folderUid, interval: stored.interval, rules }, signal);
  } else {
    await askAlerting(
      { url: pathOf(folderUid, title), method: 'DELETE', headers: HEADERS },
      z.unknown(),
      { doing: 'remove rules from Grafana', permission: 'alert.rules:delete', role: 'Editor' },
      signal
    );
  }
  return gone.length;
}

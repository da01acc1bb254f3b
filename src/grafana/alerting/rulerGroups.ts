import { z } from 'zod';
import { isOurs, OUR_NAME } from '../../checks/rules/ours';
import type { FileGroup, FileRule } from '../../checks/rules/prometheusRules';
import type { DataSourceChoice } from '../dataSources';
import { fetchJson, isAbort } from '../fetchJson';
import { Problem } from '../Problem';
import { alertingProblem, askAlerting, hasStatus, type Purpose } from './askAlerting';

const rule = z.looseObject({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
});
const namespaces = z.record(
  z.string(),
  z.array(z.looseObject({ name: z.string(), interval: z.string().optional(), rules: z.array(rule).nullish() }))
);

/** A rule as a ruler gave it; recording rules have no `alert`. */
export type RulerRule = FileRule & Record<string, unknown>;

export interface RulerGroup extends Omit<FileGroup, 'rules'> {
  rules: RulerRule[];
}

const isLoki = ({ type }: DataSourceChoice) => type === 'loki';

/** Where a ruler’s rules are, below Grafana: Prometheus’ type of data source may be a Mimir, which is asked in its own way. */
export function rulerUrl(source: DataSourceChoice, path: string): string {
  const base = `/api/ruler/${encodeURIComponent(source.uid)}/api/v1/rules${path}`;
  return isLoki(source) ? base : `${base}?subtype=mimir`;
}

/** What a request to a ruler is for, for the words of its failure. */
export const rulerPurpose = (source: DataSourceChoice, doing: string, write: boolean): Purpose => ({
  doing,
  permission: write ? 'alert.rules.external:write' : 'alert.rules.external:read',
  role: write ? 'Editor' : 'Viewer',
  name: source.name,
  kind: isLoki(source) ? 'Loki' : 'Prometheus',
});

/** Why rules cannot be written there, and what to do instead. */
export function noRuler(source: DataSourceChoice, said: string): Problem {
  return isLoki(source)
    ? new Problem(
        'refused',
        `The ruler of ${source.name} takes no rules over HTTP`,
        said,
        'Set ruler.enable_api and a writable ruler_storage in Loki’s configuration; or download the rule file, and put it where its ruler reads.'
      )
    : new Problem(
        'refused',
        `${source.name} has no ruler to write to`,
        said,
        'A plain Prometheus reads its rules from files: download the rule file, name it under rule_files, and reload Prometheus.'
      );
}

/** Rulers say by 404 that there are no rules, and also that there is no ruler: only their words differ. */
export const NOTHING_YET = /no rule groups found|group does not exist|no rules/i;

/** The server’s own words in a failure; none where it said nothing. */
export function said(error: unknown): string {
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : undefined;
  const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
  return typeof message === 'string' ? message.trim() : '';
}

/** Our group in a ruler's namespace; undefined where there is none yet. Rejects with a Problem, one where it has no ruler. */
export async function readRulerGroup(source: DataSourceChoice, signal?: AbortSignal): Promise<RulerGroup | undefined> {
  try {
    const raw = await fetchJson<unknown>({ url: rulerUrl(source, `/${OUR_NAME}`), method: 'GET' }, signal);
    const found = namespaces.parse(raw)[OUR_NAME]?.find(({ name }) => name === OUR_NAME);
    return (
      found && {
        name: found.name,
        ...(found.interval ? { interval: found.interval } : {}),
        rules: (found.rules ?? []).map(({ alert = '', labels, annotations, ...rest }) => ({
          ...rest,
          alert,
          labels: labels ?? {},
          annotations: annotations ?? {},
        })),
      }
    );
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (hasStatus(error, 404)) {
      if (NOTHING_YET.test(said(error))) {
        return undefined;
      }
      throw noRuler(source, `“${said(error)}” (HTTP 404)`);
    }
    throw alertingProblem(error, rulerPurpose(source, `read the rules of ${source.name}`, false));
  }
}

/** A rule as it is sent: what is empty is left out, so that a recording rule is none of two kinds. */
function sent({ alert, labels, annotations, ...rest }: RulerRule): Record<string, unknown> {
  return {
    ...(alert ? { alert } : {}),
    ...rest,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  };
}

/** Stores our group: it takes the place of the one that is there. Rejects with a Problem; then nothing was changed. */
export async function writeRulerGroup(
  source: DataSourceChoice,
  { name, interval, rules }: RulerGroup,
  signal?: AbortSignal
): Promise<void> {
  try {
    await fetchJson<unknown>(
      {
        url: rulerUrl(source, `/${OUR_NAME}`),
        method: 'POST',
        data: { name, ...(interval ? { interval } : {}), rules: rules.map(sent) },
      },
      signal
    );
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (hasStatus(error, 404) || hasStatus(error, 405)) {
      throw noRuler(source, `“${said(error)}”`);
    }
    throw alertingProblem(error, rulerPurpose(source, `install rules in ${source.name}`, true));
  }
}

/** Removes those of our rules from a ruler; foreign ones in the group stay. Gives how many were removed. */
export async function removeFromRuler(
  source: DataSourceChoice,
  which: (rule: RulerRule) => boolean,
  signal?: AbortSignal
): Promise<number> {
  const stored = await readRulerGroup(source, signal);
  const gone = stored?.rules.filter((one) => isOurs(one) && which(one)) ?? [];
  if (!stored || gone.length === 0) {
    return 0;
  }
  const rules = stored.rules.filter((one) => !gone.includes(one));
  if (rules.length > 0) {
    await writeRulerGroup(source, { ...stored, rules }, signal);
  } else {
    await askAlerting(
      { url: rulerUrl(source, `/${OUR_NAME}/${OUR_NAME}`), method: 'DELETE' },
      z.unknown(),
      rulerPurpose(source, `remove rules from ${source.name}`, true),
      signal
    );
  }
  return gone.length;
}

import { z } from 'zod';
import { CHECKS } from '../catalog';
import type { AlertedQuery, Check, Comparison, Severity } from '../check';
import type { ChosenCheck } from './chosen';
import { CHECK_LABEL, CHOICE_ANNOTATION } from './ours';
import { checkOfQuery, checkOfSignal, QUERY_CHECK, SIGNAL_CHECK, signalCheckId } from '../signalCheck';
import { containerOfText, containerText } from '../../signals/containerText';
import { listOf, textOf } from '../../signals/urlList';
import { SIGNALS } from '../../signals/catalog';
import type { Scope } from '../../signals/scope';
import { UNITS, type Signal } from '../../signals/signal';

/** What stands for a check in a URL before a signal's id, where it is no check of the catalog. */
const SIGNAL = 'signal:';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];
const COMPARISONS: readonly Comparison[] = ['>', '>=', '<', '=='];

/** A signal that somebody wants to be told of has these until they say otherwise. */
const SIGNAL_ALERT = { compare: '>', forSeconds: 300, severity: 'warning' } as const;

/** What stands for a check that is made of a query, which is in the parameters after it. */
const QUERY = 'query';

/** How a check is named in a URL: by its id, or as the signal or the query that it is made of. */
function checkKey({ check }: Pick<ChosenCheck, 'check'>): string {
  if (check.query) {
    return QUERY;
  }
  const { signal } = signalOfCheck(check.id) ?? {};
  return signal ? `${SIGNAL}${signal.id}` : check.id;
}

/** The signal that a check is made of, and how it is compared: both are told by the check's id. */
function signalOfCheck(id: string): { signal: Signal; compare: Comparison } | undefined {
  return id.startsWith(SIGNAL_CHECK)
    ? COMPARISONS.flatMap((compare) => {
        const signal = SIGNALS.find((one) => signalCheckId(one, compare) === id);
        return signal ? [{ signal, compare }] : [];
      })[0]
    : undefined;
}

/** True for a check that is made of a signal, or of a query: its threshold is nobody's but its user's. */
export function isOfSignal(check: Pick<Check, 'id'>): boolean {
  return check.id.startsWith(SIGNAL_CHECK) || check.id.startsWith(QUERY_CHECK);
}

const querySchema = z.object({
  source: z.enum(['metrics', 'logs']),
  expr: z.string().min(1).max(10_000),
  title: z.string().min(1).max(200),
  unit: z.enum(UNITS),
});

/** The check of a query, as its parameters tell it; undefined where they tell none. */
function checkOfParams(params: URLSearchParams, compare: Comparison): Check | undefined {
  const fields = Object.keys(querySchema.shape).map((field) => [field, params.get(`q.${field}`)]);
  const parsed = querySchema.safeParse(Object.fromEntries(fields));
  const by = listOf(params.get('q.by') ?? '').filter((label) => /^[a-zA-Z_]\w*$/.test(label));
  return parsed.success ? checkOfQuery({ ...parsed.data, by }, { ...SIGNAL_ALERT, compare, threshold: 0 }) : undefined;
}

/** The text of a check of what a panel draws, where that is no signal of the catalog. */
export function queryCheckText(query: AlertedQuery): string {
  return chosenText({ check: checkOfQuery(query, { ...SIGNAL_ALERT, threshold: 0 }), parameters: {} });
}

/** The text of a check of a signal, such as a panel draws, restricted to what the panel shows. */
export function signalCheckText(signal: Signal, scope: Scope): string {
  return chosenText({ check: checkOfSignal(signal, { ...SIGNAL_ALERT, threshold: 0 }), parameters: {}, scope });
}

/** The same check of a signal, with its values compared in another way. */
export function comparedBy(chosen: ChosenCheck, compare: Comparison): ChosenCheck {
  return chosenOf(chosenText({ ...chosen, check: { ...chosen.check, compare } })) ?? chosen;
}

/** A part of the URL that is no number, or out of bounds, is as if it were not there. */
function number(text: string | null, min: number, max: number): number | undefined {
  const value = text === null || text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) && value >= min && value <= max ? value : undefined;
}

const DAY_SECONDS = 86_400;

function checkOf(key: string, params: URLSearchParams): Check | undefined {
  const compared = COMPARISONS.find((one) => one === params.get('compare'));
  if (key === QUERY) {
    return checkOfParams(params, compared ?? SIGNAL_ALERT.compare);
  }
  if (!key.startsWith(SIGNAL) && !key.startsWith(SIGNAL_CHECK)) {
    return CHECKS.find(({ id }) => id === key);
  }
  // The label of a rule holds the check's own id.
  const ofRule = signalOfCheck(key);
  const signal = ofRule?.signal ?? SIGNALS.find(({ id }) => id === key.slice(SIGNAL.length));
  const compare = compared ?? ofRule?.compare ?? SIGNAL_ALERT.compare;
  return signal && checkOfSignal(signal, { ...SIGNAL_ALERT, compare, threshold: 0 });
}

function scopeOf(params: URLSearchParams): Scope | undefined {
  const containers = listOf(params.get('containers') ?? '').flatMap((text) => containerOfText(text) ?? []);
  const hosts = listOf(params.get('hosts') ?? '');
  return containers.length > 0 || hosts.length > 0
    ? { ...(containers.length > 0 ? { containers } : {}), ...(hosts.length > 0 ? { hosts } : {}) }
    : undefined;
}

/** A chosen check from its text; undefined where it names no check (any more). */
export function chosenOf(text: string): ChosenCheck | undefined {
  const [key = '', rest = ''] = text.split('?', 2);
  const params = new URLSearchParams(rest);
  const check = checkOf(key, params);
  if (!check) {
    return undefined;
  }
  const parameters = check.parameters.flatMap(({ id, min, max }) => {
    const value = number(params.get(`p.${id}`), min, max);
    return value === undefined ? [] : [[id, value] as const];
  });
  const lists = (check.lists ?? []).flatMap(({ id, max }) => {
    const entries = listOf(params.get(`l.${id}`) ?? '').slice(0, max);
    return entries.length > 0 ? [[id, entries] as const] : [];
  });
  const severity = SEVERITIES.find((one) => one === params.get('severity'));
  const forSeconds = number(params.get('for'), 0, 7 * DAY_SECONDS);
  const scope = scopeOf(params);
  return {
    check,
    parameters: Object.fromEntries(parameters),
    ...(lists.length > 0 ? { lists: Object.fromEntries(lists) } : {}),
    ...(severity && severity !== check.severity ? { severity } : {}),
    ...(forSeconds !== undefined && forSeconds !== check.forSeconds ? { forSeconds } : {}),
    ...(scope ? { scope } : {}),
  };
}

/** The reverse of `chosenOf`. What is as the catalog has it is left out. */
export function chosenText(chosen: ChosenCheck): string {
  const { check, parameters, lists = {}, severity, forSeconds, scope } = chosen;
  const key = checkKey(chosen);
  const params = new URLSearchParams();
  if ((key.startsWith(SIGNAL) || key === QUERY) && check.compare !== SIGNAL_ALERT.compare) {
    params.set('compare', check.compare);
  }
  if (check.query) {
    const { by, ...told } = check.query;
    Object.entries(told).forEach(([field, value]) => params.set(`q.${field}`, value));
    params.set('q.by', textOf(by));
  }
  for (const { id, default: usual } of check.parameters) {
    const value = parameters[id];
    // The threshold of a signal has no usual value: 0 is as much a choice as any other.
    if (value !== undefined && (value !== usual || isOfSignal(check))) {
      params.set(`p.${id}`, String(value));
    }
  }
  for (const [id, entries] of Object.entries(lists)) {
    if (entries.length > 0) {
      params.set(`l.${id}`, textOf(entries));
    }
  }
  if (severity && severity !== check.severity) {
    params.set('severity', severity);
  }
  if (forSeconds !== undefined && forSeconds !== check.forSeconds) {
    params.set('for', String(forSeconds));
  }
  if (scope?.containers?.length) {
    params.set('containers', textOf(scope.containers.map(containerText)));
  }
  if (scope?.hosts?.length) {
    params.set('hosts', textOf(scope.hosts));
  }
  const rest = params.toString();
  return rest === '' ? key : `${key}?${rest}`;
}

/** Several chosen checks in one part of a URL; a check that stands there twice counts once. */
export function chosenList(text: string): ChosenCheck[] {
  const byText = new Map(
    listOf(text).flatMap((one) => {
      const chosen = chosenOf(one);
      return chosen ? [[chosenText(chosen), chosen] as const] : [];
    })
  );
  return [...byText.values()];
}

/** The reverse of `chosenList`. */
export function chosenListText(chosen: readonly ChosenCheck[]): string {
  return textOf(chosen.map(chosenText));
}

/** What an installed rule, or an alert of it, was chosen as: with its numbers, where it tells them. */
export function chosenOfRule({
  labels,
  annotations,
}: {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}): ChosenCheck | undefined {
  return chosenOf(annotations[CHOICE_ANNOTATION] ?? '') ?? chosenOf(labels[CHECK_LABEL] ?? '');
}

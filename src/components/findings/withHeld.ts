import { CHECK_LABEL } from '../../checks/rules/ours';
import { findingKey, type Finding } from '../../checks/finding';
import { subjectOf } from '../../checks/subject';
import type { Conventions } from '../../signals/conventions';
import type { Held } from '../alerts/loadFiring';

/**
 * Findings with what Alertmanagers say of them: until when their alert is silenced, where all that have it mute it; and its
 * value, where the rule itself does not tell it.
 */
export function withHeld(findings: readonly Finding[], held: Held, conventions: Conventions): Finding[] {
  const ends = new Map(held.silences.map(({ id, endsAt }) => [id, endsAt]));
  const checks = new Map(findings.map(({ check }) => [check.id, check]));
  const mutedUntil = new Map<string, number>();
  const heard = new Set<string>();
  const values = new Map<string, number>();
  for (const { labels, silencedBy, value } of held.alerts.flatMap(({ alerts }) => alerts)) {
    const check = checks.get(labels[CHECK_LABEL] ?? '');
    if (!check) {
      continue;
    }
    const key = findingKey({ check, subject: subjectOf(check, conventions, labels) });
    if (silencedBy.length === 0) {
      heard.add(key);
    }
    mutedUntil.set(key, Math.max(mutedUntil.get(key) ?? 0, ...silencedBy.map((id) => ends.get(id) ?? 0)));
    // Another rule of the same check may compare something else, such as a count over another window.
    if (value !== undefined) {
      values.set(`${labels['severity'] ?? ''} ${key}`, value);
    }
  }
  return findings.map((finding) => {
    const key = findingKey(finding);
    const until = mutedUntil.get(key);
    const value = Number.isFinite(finding.value) ? undefined : values.get(`${finding.check.severity} ${key}`);
    return {
      ...finding,
      ...(value === undefined ? {} : { value }),
      ...(until && !heard.has(key) ? { silencedUntil: until } : {}),
    };
  });
}

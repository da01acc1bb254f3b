import { CHECK_LABEL } from '../../checks/rules/ours';
import { subjectKey, type Finding } from '../../checks/finding';
import { subjectOf } from '../../checks/subject';
import type { Conventions } from '../../signals/conventions';
import type { Held } from '../alerts/loadFiring';

/** Findings with what Alertmanagers say of them: until when their alert is silenced, where all that have it mute it. */
export function withSilences(findings: readonly Finding[], held: Held, conventions: Conventions): Finding[] {
  const ends = new Map(held.silences.map(({ id, endsAt }) => [id, endsAt]));
  const mutedUntil = new Map<string, number>();
  const heard = new Set<string>();
  for (const { labels, silencedBy } of held.alerts.flatMap(({ alerts }) => alerts)) {
    const finding = findings.find(
      ({ check, subject }) =>
        check.id === labels[CHECK_LABEL] && subjectKey(subjectOf(check, conventions, labels)) === subjectKey(subject)
    );
    if (!finding) {
      continue;
    }
    const key = `${finding.check.id}\u0000${subjectKey(finding.subject)}`;
    if (silencedBy.length === 0) {
      heard.add(key);
    }
    mutedUntil.set(key, Math.max(mutedUntil.get(key) ?? 0, ...silencedBy.map((id) => ends.get(id) ?? 0)));
  }
  return findings.map((finding) => {
    const key = `${finding.check.id}\u0000${subjectKey(finding.subject)}`;
    const until = mutedUntil.get(key);
    return until && !heard.has(key) ? { ...finding, silencedUntil: until } : finding;
  });
}

import type { TimeRange } from '@grafana/data';
import type { Check } from '../../../checks/check';
import { subjectOf, type FindingSubject } from '../../../checks/subject';
import type { Conventions } from '../../../signals/conventions';
import type { Labels } from '../../../signals/identity';
import { subjectText } from '../../../checks/subjectText';
import { subjectUrl } from '../../../components/findings/subjectUrl';

/** The labels of rules of others that name a container by the conventions tell of it, whatever the rule. */
function subjectOfLabels(conventions: Conventions, labels: Labels): FindingSubject | undefined {
  const { containers, hosts } = conventions;
  if (labels[containers.name]) {
    return subjectOf({ subject: 'container', source: 'metrics' }, conventions, labels);
  }
  if (labels['job'] && labels['instance']) {
    return subjectOf({ subject: 'target', source: 'metrics' }, conventions, labels);
  }
  return labels[hosts.host] ? subjectOf({ subject: 'host', source: 'metrics' }, conventions, labels) : undefined;
}

/** What an alert of a check is about, from its labels; undefined where they do not tell. */
export function alertSubject(
  conventions: Conventions,
  check: Check | undefined,
  labels: Labels
): FindingSubject | undefined {
  return check ? subjectOf(check, conventions, labels) : subjectOfLabels(conventions, labels);
}

/** Labels that say nothing of what an alert is about. */
const PLAIN = new Set(['alertname', 'severity', 'grafana_folder', 'quayside_check', 'job']);

/** The subject as text and link; labels, where nobody knows what they mean. */
export function alertPlace(
  conventions: Conventions,
  check: Check | undefined,
  labels: Labels,
  range: TimeRange
): { text: string; href: string | undefined } {
  const subject = alertSubject(conventions, check, labels);
  if (subject && subject.kind !== 'fleet') {
    return { text: subjectText(subject), href: subjectUrl(subject, range) };
  }
  const rest = Object.entries(labels).filter(([name]) => !PLAIN.has(name) && !name.startsWith('__'));
  return { text: rest.map(([name, value]) => `${name}=${value}`).join(', '), href: undefined };
}

import type { TimeRange } from '@grafana/data';
import { CHECKS } from '../../../checks/catalog';
import type { Check } from '../../../checks/check';
import { subjectOf, type FindingSubject } from '../../../checks/subject';
import type { Conventions } from '../../../signals/conventions';
import type { Labels } from '../../../signals/identity';
import { chosenOf } from '../../../checks/rules/chosenText';
import { subjectText } from '../../../checks/subjectText';
import { subjectUrl } from '../../../components/findings/subjectUrl';
import { SIGNALS } from '../../../signals/catalog';
import { SIGNAL_CHECK } from '../../../checks/signalCheck';

/** The check of a rule's label: of the catalog, or of a signal. */
export function checkOfLabel(id: string): Check | undefined {
  const own = CHECKS.find((check) => check.id === id);
  const signal = own
    ? undefined
    : SIGNALS.find((one) => `${SIGNAL_CHECK}${one.id.replace(/[^a-zA-Z0-9]+/g, '-')}` === id);
  return own ?? (signal && chosenOf(`signal:${signal.id}`)?.check);
}

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

/** What an alert is about, from its labels; undefined where they do not tell. */
export function alertSubject(
  conventions: Conventions,
  checkId: string | undefined,
  labels: Labels
): FindingSubject | undefined {
  const check = checkId ? checkOfLabel(checkId) : undefined;
  return check ? subjectOf(check, conventions, labels) : subjectOfLabels(conventions, labels);
}

/** Labels that say nothing of what an alert is about. */
const PLAIN = new Set(['alertname', 'severity', 'grafana_folder', 'quayside_check', 'job']);

/** The subject as text and link; labels, where nobody knows what they mean. */
export function alertPlace(
  conventions: Conventions,
  checkId: string | undefined,
  labels: Labels,
  range: TimeRange
): { text: string; href: string | undefined } {
  const subject = alertSubject(conventions, checkId, labels);
  if (subject && subject.kind !== 'fleet') {
    return { text: subjectText(subject), href: subjectUrl(subject, range) };
  }
  const rest = Object.entries(labels).filter(([name]) => !PLAIN.has(name) && !name.startsWith('__'));
  return { text: rest.map(([name, value]) => `${name}=${value}`).join(', '), href: undefined };
}

import type { Conventions } from '../../signals/conventions';
import { thresholdOf, type Check, type CheckContext } from '../check';
import { ALERT_PATH, LABEL_PARAMETER } from './alertLink';
import type { RuleTarget } from './ruleTarget';
import type { RuleText, TextPart } from './ruleText';

/** The label of a check's series that names a host, and in which system. */
function hostSource(
  check: Check,
  conventions: Conventions
): { label: string; system: 'containers' | 'hosts' | 'logs' } | undefined {
  const labels = check.joinOn(conventions);
  const { containers, hosts, logs } = conventions;
  if (check.source === 'logs') {
    const label = logs.shape === 'combined' ? logs.label : logs.host;
    return label && labels.includes(label) ? { label, system: 'logs' } : undefined;
  }
  const system =
    check.subject === 'container' || check.subject === 'pod' || check.subject === 'target' ? 'containers' : 'hosts';
  const wanted = [system === 'hosts' ? hosts.host : containers.host, hosts.host, 'instance'];
  const label = wanted.find((one) => labels.includes(one));
  return label ? { label, system } : undefined;
}

/** The name of the host that an alert is about; nothing where its labels name none. */
export function hostOfRule(check: Check, conventions: Conventions): RuleText | undefined {
  const source = hostSource(check, conventions);
  return source ? [{ host: source.label, system: source.system, conventions }] : undefined;
}

/** Of what: `edge on web-1`, or the labels that it is known by. */
function subjectText(check: Check, conventions: Conventions): TextPart[] {
  const { containers } = conventions;
  const labels = check.joinOn(conventions);
  const host = hostOfRule(check, conventions) ?? [];
  if (check.subject === 'container' && check.source === 'metrics') {
    const pod: TextPart[] =
      containers.namespace && containers.pod
        ? [' in ', { label: containers.namespace }, '/', { label: containers.pod }]
        : [];
    return [{ label: containers.name }, ...pod, ' on ', ...host];
  }
  const source = hostSource(check, conventions);
  const others = labels.filter((label) => label !== source?.label);
  const named = others.flatMap((label, index): TextPart[] => [`${index > 0 ? ', ' : ''}${label} `, { label }]);
  return [...host, ...(host.length > 0 && named.length > 0 ? [', '] : []), ...named];
}

/** One line: what, of what, how much. */
export function summaryOf(check: Check, { conventions, parameters }: CheckContext): RuleText {
  const subject = subjectText(check, conventions);
  const limit = thresholdOf(check, parameters);
  const much: TextPart[] =
    typeof check.threshold === 'string' ? [' (', { value: check.unit }, `, limit ${limitText(limit, check)})`] : [];
  return [check.title, ...(subject.length > 0 ? [': ', ...subject] : []), ...much];
}

function limitText(limit: number, { unit }: Check): string {
  return unit === 'ratio' ? `${Math.round(limit * 1000) / 10}%` : unit === 'seconds' ? `${limit}s` : String(limit);
}

/** What it means and what to do first. */
export function descriptionOf(check: Check): RuleText {
  return [[check.meaning, ...check.firstSteps.map((step, index) => `${index + 1}. ${step}`)].join('\n')];
}

/** The address of the page with the point of failure, made of the alert's labels. */
export function linkOf(check: Check, { conventions, grafanaUrl }: RuleTarget): RuleText {
  const labels = check
    .joinOn(conventions)
    .flatMap((label): TextPart[] => [`&${LABEL_PARAMETER}${encodeURIComponent(label)}=`, { label, as: 'query' }]);
  const root: TextPart = grafanaUrl === undefined ? { root: true } : grafanaUrl.replace(/\/+$/, '');
  return [root, `${ALERT_PATH}?check=${encodeURIComponent(check.id)}`, ...labels];
}

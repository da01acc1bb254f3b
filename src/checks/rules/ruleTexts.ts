import type { Conventions } from '../../signals/conventions';
import type { HostSystem } from '../../signals/hostNames';
import { hostLineLabels } from '../../signals/logHealth';
import type { Subject } from '../../signals/signal';
import { thresholdOf, type Check, type CheckContext } from '../check';
import type { ChosenCheck } from './chosen';
import { chosenText } from './chosenText';
import { ALERT_PATH, LABEL_PARAMETER } from './alertLink';
import type { RuleTarget } from './ruleTarget';
import type { RuleText, TextPart } from './ruleText';

/** The label of a check's series that names a host, and which system calls it so. */
function hostSource(check: Check, conventions: Conventions): { label: string; system: HostSystem } | undefined {
  const { containers, hosts, logs } = conventions;
  const choices: Array<[label: string | undefined, system: HostSystem]> = isOfStreams(check)
    ? [logs.shape === 'combined' ? logs.label : logs.host, ...hostLineLabels(conventions)].map((label) => [
        label,
        'logs',
      ])
    : NAMED_BY_CADVISOR.includes(check.subject)
      ? [
          [containers.host, 'containers'],
          ['instance', 'containers'],
        ]
      : NAMED_BY_NODE.includes(check.subject)
        ? [[hosts.host, 'hosts']]
        : [];
  const labels = check.joinOn(conventions);
  const found = choices.find(([label]) => label !== undefined && labels.includes(label));
  return found?.[0] === undefined ? undefined : { label: found[0], system: found[1] };
}

/** True where its series have the labels of streams: it reads logs, or counts that were recorded of them. */
function isOfStreams({ source, subject }: Check): boolean {
  return source === 'logs' || subject === 'virtual host';
}

/** Whose host has the name that cAdvisor's series give it, or the address that is scraped. */
const NAMED_BY_CADVISOR: readonly Subject[] = ['container', 'pod', 'target', 'program'];
const NAMED_BY_NODE: readonly Subject[] = ['host', 'file system', 'device'];

/** What checks miss: a target, a host or a log that is not there tells of no labels. */
const MAY_BE_ABSENT: readonly Subject[] = ['target', 'host', 'log'];

/** The name of the host that an alert is about; nothing where its labels name none. */
export function hostOfRule(check: Check, conventions: Conventions): RuleText | undefined {
  const source = hostSource(check, conventions);
  return source ? [{ host: source.label, system: source.system, conventions }] : undefined;
}

/** The label that names the container, whoever writes it. */
function containerLabel(check: Check, { containers, logs }: Conventions): string {
  return !isOfStreams(check) ? containers.name : logs.shape === 'combined' ? logs.label : logs.container;
}

/** What a label is called in a text: those that queries make for themselves have a mark before their names. */
const wordOf = (label: string) => label.replace(/^(quayside|ngx)_/, '').replace(/_/g, ' ');

/** Of what: `edge on web-1`, `/data on web-1`, and whatever else the labels tell. */
function subjectText(check: Check, conventions: Conventions): TextPart[] {
  const labels = check.joinOn(conventions);
  const host = hostOfRule(check, conventions) ?? [];
  const name = [containerLabel(check, conventions), 'mountpoint'].find((label) => labels.includes(label));
  const { label: hostLabel } = hostSource(check, conventions) ?? { label: undefined };
  // A combined label says host and container at once.
  const told: readonly TextPart[] = name === hostLabel && name !== undefined ? [{ label: name }] : host;
  const first: TextPart[] =
    name === undefined || name === hostLabel
      ? [...told]
      : [{ label: name }, ...(host.length > 0 ? [' on ', ...host] : [])];
  const others = labels.filter((label) => label !== name && label !== hostLabel && label !== 'fstype');
  const rest = others.flatMap((label): TextPart[] => [', ', `${wordOf(label)} `, { label }]);
  return first.length > 0 ? [...first, ...rest] : rest.slice(1);
}

/** One line: what, of what, how much. */
export function summaryOf(check: Check, { conventions, parameters }: CheckContext): RuleText {
  const subject = subjectText(check, conventions);
  const named: TextPart[] = subject.length > 0 ? [': ', ...subject] : [];
  // Of a job without any target, and where no log arrives at all, there is no such label.
  const last = check.joinOn(conventions).at(-1);
  const of: TextPart[] =
    last !== undefined && MAY_BE_ABSENT.includes(check.subject) ? [{ when: last, text: named }] : named;
  return [check.title, ...of, ...valueOf(check, thresholdOf(check, parameters))];
}

/** How much, in the check's own words where it has some. */
function valueOf(check: Check, limit: number): TextPart[] {
  if (typeof check.threshold !== 'string') {
    return [];
  }
  const [before = '', after = ''] = (check.valueText ?? `{value}, limit ${limitText(limit, check)}`).split('{value}');
  return [` (${before}`, { value: check.unit }, `${after})`];
}

function limitText(limit: number, { unit }: Check): string {
  return unit === 'ratio' ? `${Math.round(limit * 1000) / 10}%` : unit === 'seconds' ? `${limit}s` : String(limit);
}

/** What it means and what to do first. */
export function descriptionOf(check: Check): RuleText {
  return [[check.meaning, ...check.firstSteps.map((step, index) => `${index + 1}. ${step}`)].join('\n')];
}

/** Messages hold links: one with a long list of containers in it would be cut on its way. */
const LONGEST_CHOICE = 500;

/** The address of the page with the point of failure, made of the alert's labels. */
export function linkOf(chosen: ChosenCheck, { conventions, grafanaUrl }: RuleTarget): RuleText {
  const { check } = chosen;
  const choice = chosenText(chosen);
  const labels = check
    .joinOn(conventions)
    .flatMap((label): TextPart[] => [`&${LABEL_PARAMETER}${encodeURIComponent(label)}=`, { label, as: 'query' }]);
  const root: TextPart = grafanaUrl === undefined ? { root: true } : grafanaUrl.replace(/\/+$/, '');
  return [
    root,
    `${ALERT_PATH}?check=${encodeURIComponent(choice.length > LONGEST_CHOICE ? check.id : choice)}`,
    ...labels,
  ];
}
